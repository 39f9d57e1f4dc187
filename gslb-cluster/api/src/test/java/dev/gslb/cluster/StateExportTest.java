package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.gslb.zone.Options;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateExportTest {
  private static final Key KEY = new Key("overrides/a");
  private static final Duration OFTEN = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void export_afterAChange_hasIt() throws Exception {
    Path file = directory.resolve("exports").resolve("state");
    try (StateStore store = LocalStateStore.inMemory();
        StateExport export = StateExport.start(store, file, OFTEN)) {
      for (int i = 1; i <= 3; i++) {
        Value value = Value.of("v" + i);
        Answers.await(store.commit(Transaction.put(KEY, value)));

        eventually().untilAsserted(() -> assertThat(exported(file)).isEqualTo(value));
      }
      assertThat(export).isNotNull();
    }
  }

  @Test
  void export_ofALaterRevision_isKept() throws Exception {
    Path file = directory.resolve("state");
    try (StateStore lost = LocalStateStore.inMemory()) {
      for (int i = 0; i < 10; i++) {
        Answers.await(lost.commit(Transaction.put(KEY, Value.of("precious"))));
      }
      StateBackup.write(lost, file);
    }
    try (StateStore store = LocalStateStore.inMemory();
        StateExport export = StateExport.start(store, file, OFTEN)) {
      Answers.await(store.commit(Transaction.put(KEY, Value.of("new"))));
      eventually().untilAsserted(() -> assertThat(exported(file)).isEqualTo(Value.of("new")));

      assertThat(exported(directory.resolve("state.10"))).isEqualTo(Value.of("precious"));
      assertThat(export).isNotNull();
    }
  }

  @Test
  void export_inTheWayOfSomethingElse_leavesItAlone() throws Exception {
    Path file = directory.resolve("state");
    Files.writeString(file, "somebody's letter, long enough to be read");
    Path other = directory.resolve("witness");
    try (StateStore store = LocalStateStore.inMemory();
        StateExport export = StateExport.start(store, file, OFTEN);
        StateExport witness = StateExport.start(store, other, OFTEN)) {
      eventually().until(() -> Files.exists(other));

      assertThat(export).isNotSameAs(witness);
    }
    assertThat(file).hasContent("somebody's letter, long enough to be read");
  }

  /** Neither an exception nor an error of the store ends the thread. */
  @Test
  void export_storeFailsInAnyWay_goesOn() throws Exception {
    Path file = directory.resolve("state");
    Queue<Throwable> failures =
        new ConcurrentLinkedQueue<>(
            List.of(new IllegalStateException("a fault"), new AssertionError("a worse one")));
    try (StateStore store = LocalStateStore.inMemory()) {
      StateStore faulty =
          (StateStore)
              Proxy.newProxyInstance(
                  StateStore.class.getClassLoader(),
                  new Class<?>[] {StateStore.class},
                  (proxy, method, arguments) -> {
                    Throwable failure = failures.poll();
                    if (failure != null) {
                      throw failure;
                    }
                    return method.invoke(store, arguments);
                  });
      Answers.await(store.commit(Transaction.put(KEY, Value.of("v"))));
      try (StateExport export = StateExport.start(faulty, file, OFTEN)) {
        eventually().untilAsserted(() -> assertThat(exported(file)).isEqualTo(Value.of("v")));

        assertThat(failures).isEmpty();
        assertThat(export).isNotNull();
      }
    }
  }

  @Test
  void backend_withExport_writesIt() throws Exception {
    Path file = directory.resolve("exported");
    Options options =
        new Options(
            Map.of(
                "path",
                directory.resolve("gslb.mv").toString(),
                "export",
                file.toString(),
                "export_interval",
                "1s"));
    try (ClusterBackend backend = new LocalBackendProvider().open(new NodeId("n1"), options)) {
      Answers.await(backend.store().commit(Transaction.put(KEY, Value.of("v"))));

      eventually().untilAsserted(() -> assertThat(exported(file)).isNotNull());
    }
  }

  @Test
  void backend_damagedFile_namesTheExport() throws Exception {
    Path path = directory.resolve("gslb.mv");
    Path file = directory.resolve("exported");
    Files.write(path, new byte[20_000]);
    Files.writeString(file, "an export");
    Options options = new Options(Map.of("path", path.toString(), "export", file.toString()));

    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> new LocalBackendProvider().open(new NodeId("n1"), options))
        .withMessageContaining("set aside as " + path + ".corrupt-1")
        .withMessageContaining("the latest export is " + file);
  }

  private static ConditionFactory eventually() {
    return await().atMost(PATIENCE).ignoreExceptions();
  }

  private static Value exported(Path file) throws IOException {
    try (StateStore restored = LocalStateStore.inMemory()) {
      StateBackup.restore(file, restored);
      return Answers.await(restored.get(KEY)).entry().orElseThrow().value();
    }
  }
}
