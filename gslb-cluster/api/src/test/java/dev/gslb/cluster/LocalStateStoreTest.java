package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.cluster.StateStoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateStoreTest extends StateStoreContractTest {

  private static final Key KEY = new Key("overrides/us/10.0.0.1/weight");
  private static final Value VALUE = Value.of("7");

  @TempDir Path directory;

  @Override
  protected StateStore openEmpty() {
    return LocalStateStore.open(file());
  }

  /** History is not kept over a restart. */
  @Override
  protected void forgetHistory() {
    store.close();
    store = LocalStateStore.open(file());
  }

  @Test
  void open_afterClose_hasEntriesAndGoesOnWithRevisions() throws Exception {
    long revision = await(store.commit(Transaction.put(KEY, VALUE))).revision();
    store.close();

    store = LocalStateStore.open(file());

    assertThat(await(store.get(KEY)).entry()).contains(new Entry(KEY, VALUE, revision));
    assertThat(await(store.commit(Transaction.delete(KEY))).revision()).isEqualTo(revision + 1);
  }

  @Test
  void open_afterDeletes_revisionDoesNotGoBack() throws Exception {
    await(store.commit(Transaction.put(KEY, VALUE)));
    long deleted = await(store.commit(Transaction.delete(KEY))).revision();
    store.close();

    store = LocalStateStore.open(file());

    assertThat(await(store.get(KEY)).revision()).isEqualTo(deleted);
  }

  /** A copy of the file of a running store is what is left when its process is killed. */
  @Test
  void open_afterKillAtAnyAcknowledgement_hasAllAcknowledgedAndNoHalfTransaction()
      throws Exception {
    Path copy = directory.resolve("copy.mv");
    for (int i = 1; i <= 40; i++) {
      Value value = Value.of(Integer.toString(i));
      Transaction pair =
          Transaction.of(new Change.Put(KEY, value), new Change.Put(new Key("twin"), value));
      await(store.commit(pair));
      Files.write(copy, Files.readAllBytes(file()));

      try (StateStore survivor = LocalStateStore.open(copy)) {
        assertThat(await(survivor.get(KEY)).entry().orElseThrow().value()).isEqualTo(value);
        assertThat(await(survivor.get(new Key("twin"))).entry().orElseThrow().value())
            .isEqualTo(value);
      }
    }
  }

  /** Cuts the last write short in many places, as a crash of the machine may. */
  @Test
  void open_afterTornLastWrite_hasWholeTransactionsOnly() throws Exception {
    await(store.commit(Transaction.put(KEY, Value.of("acknowledged"))));
    long sizeBefore = Files.size(file());
    byte[] large = new byte[200_000];
    Transaction pair =
        Transaction.of(
            new Change.Put(KEY, Value.of("torn")),
            new Change.Put(new Key("twin"), Value.of(large)));
    await(store.commit(pair));
    byte[] whole = Files.readAllBytes(file());
    Path copy = directory.resolve("copy.mv");

    List<String> survivors = new ArrayList<>();
    for (long cut = sizeBefore; cut < whole.length; cut += 4096) {
      Files.write(copy, Arrays.copyOf(whole, (int) cut));
      try (StateStore survivor = LocalStateStore.open(copy)) {
        String value = await(survivor.get(KEY)).entry().orElseThrow().value().text();
        boolean twin = await(survivor.get(new Key("twin"))).entry().isPresent();
        assertThat(twin).isEqualTo(value.equals("torn"));
        survivors.add(value);
      }
    }
    assertThat(survivors).contains("acknowledged");
  }

  @Test
  void open_withLeases_theirTimeBeginsAnew() throws Exception {
    store.close();
    AtomicLong clock = new AtomicLong();
    store = LocalStateStore.start(new EntryFile(file()), 10, clock::get);
    LeaseId lease = await(store.grantLease(Duration.ofSeconds(10)));
    await(store.commit(Transaction.of(new Change.Put(KEY, VALUE, Optional.of(lease)))));
    clock.addAndGet(Duration.ofSeconds(9).toNanos());
    store.close();

    store = LocalStateStore.start(new EntryFile(file()), 10, clock::get);
    clock.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(await(store.get(KEY)).entry().orElseThrow().lease()).contains(lease);
    clock.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(await(store.get(KEY)).entry()).isEmpty();
    assertThat(await(store.leaseTime(lease))).isEmpty();
  }

  @Test
  void renewLease_beforeItIsOver_beginsItsTimeAnew() throws Exception {
    store.close();
    AtomicLong clock = new AtomicLong();
    store = LocalStateStore.start(new EntryFile(file()), 10, clock::get);
    LeaseId lease = await(store.grantLease(Duration.ofSeconds(10)));
    for (int i = 0; i < 5; i++) {
      clock.addAndGet(Duration.ofSeconds(9).toNanos());
      assertThat(await(store.renewLease(lease))).isTrue();
    }
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(await(store.renewLease(lease))).isFalse();
  }

  @Test
  void open_fileInUse_saysSoAndLeavesTheFirstAlone() throws Exception {
    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> LocalStateStore.open(file()))
        .withMessageContaining(file().toString())
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));

    assertThat(await(store.commit(Transaction.put(KEY, VALUE))).applied()).isTrue();
  }

  @Test
  void open_fileInUseByAnotherProcess_saysSo() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process other =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                OpenInAnotherProcess.class.getName(),
                file().toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("IN_USE");
  }

  @Test
  void open_damagedFile_isSetAsideAndNoneIsMadeUntilItIsMoved() throws Exception {
    Path aside = file().resolveSibling("gslb.mv.corrupt-1");
    store.close();
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(new byte[20_000]));
    }

    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> LocalStateStore.open(file()))
        .withMessageContaining(file() + " is damaged, and was set aside as " + aside)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
    assertThat(aside).hasBinaryContent(new byte[20_000]);
    assertThat(file()).doesNotExist();
    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> LocalStateStore.open(file()))
        .withMessageContaining("was damaged and set aside as " + aside)
        .withMessageContaining("restore a backup");

    Files.move(aside, directory.resolve("elsewhere"));
    store = LocalStateStore.open(file());
    assertThat(all("")).isEmpty();
  }

  @Test
  void open_fileThatWasCutShort_isSetAside() throws Exception {
    await(store.commit(Transaction.put(KEY, VALUE)));
    store.close();
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(3_000);
    }

    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> LocalStateStore.open(file()))
        .withMessageContaining("is damaged, and was set aside");
    assertThat(file().resolveSibling("gslb.mv.corrupt-1")).hasSize(3_000);
    assertThat(file()).doesNotExist();
  }

  @Test
  void open_newerFormat_isRefused() {
    store.close();
    try (MVStore raw = MVStore.open(file().toString())) {
      MVMap.Builder<String, Long> types =
          new MVMap.Builder<String, Long>()
              .keyType(StringDataType.INSTANCE)
              .valueType(LongDataType.INSTANCE);
      raw.openMap("numbers", types).put("format", 3L);
    }

    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> LocalStateStore.open(file()))
        .withMessageContaining("its format is 3 (expected: 2)");
  }

  @Test
  void commit_manyAtOnce_areWrittenTogether() throws Exception {
    int count = 2_000;
    List<CompletableFuture<Outcome>> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      writes.add(store.commit(Transaction.put(new Key("k" + i), VALUE)));
    }
    for (CompletableFuture<Outcome> write : writes) {
      assertThat(await(write).applied()).isTrue();
    }
    store.close();

    store = LocalStateStore.open(file());
    assertThat(all("k")).hasSize(count);
  }

  @Test
  void commit_sameKeysOverAndOver_keepsTheFileSmall() throws Exception {
    Value value = Value.of(new byte[1_000]);
    for (int round = 0; round < 40; round++) {
      List<CompletableFuture<Outcome>> writes = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        writes.add(store.commit(Transaction.put(new Key("k" + i % 100), value)));
      }
      for (CompletableFuture<Outcome> write : writes) {
        await(write);
      }
    }

    assertThat(await(store.list("k", Optional.empty(), 1_000)).entries()).hasSize(100);
    assertThat(Files.size(file())).isLessThan(30_000_000);
  }

  private Path file() {
    return directory.resolve("state").resolve("gslb.mv");
  }

  /** Tries to open a store, and prints why it cannot. */
  static final class OpenInAnotherProcess {
    private OpenInAnotherProcess() {}

    public static void main(String[] arguments) {
      try (StateStore store = LocalStateStore.open(Path.of(arguments[0]))) {
        System.out.println("opened " + store);
      } catch (StateStoreException e) {
        System.out.println(e.reason());
      }
    }
  }
}
