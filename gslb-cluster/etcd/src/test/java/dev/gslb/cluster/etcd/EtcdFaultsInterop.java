package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.etcd.Awaited.await;
import static dev.gslb.cluster.etcd.Awaited.eventually;
import static dev.gslb.cluster.etcd.Awaited.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.CutProxy;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.RecordingListener;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls and watches when etcd dies, or cannot be reached. */
class EtcdFaultsInterop {
  private static final Key KEY = new Key("a");
  private static final Value VALUE = Value.of("v");

  @TempDir Path directory;

  private EtcdServer server;
  private CutProxy proxy;
  private EtcdConnection connection;
  private EtcdConnection direct;
  private StateStore store;
  private StateStore other;

  @BeforeEach
  void open() throws Exception {
    server = new EtcdServer(directory);
    proxy = new CutProxy(server.port());
    connection =
        EtcdConnection.open(
            TestSettings.of(
                "http://127.0.0.1:" + proxy.address().getPort(), Map.of("timeout", "1s")));
    direct = EtcdConnection.open(TestSettings.of(server.endpoint(), Map.of()));
    store = new EtcdStore(connection, new EtcdKeys("/gslb/"));
    other = new EtcdStore(direct, new EtcdKeys("/gslb/"));
    eventually(() -> !failed()); // etcd listens before it has a leader
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    other.close();
    connection.close();
    direct.close();
    proxy.close();
    server.close();
  }

  @Test
  void commit_etcdDiesOverAndOver_losesNothingAcknowledgedAndTheWatchSeesAll() throws Exception {
    RecordingListener told = new RecordingListener();
    List<Long> acknowledged = new ArrayList<>();
    try (Watch watch = store.watch("", 1, told)) {
      for (int i = 0; i < 90; i++) {
        if (i % 30 == 15) {
          server.kill();
          assertThat(reason(store.get(KEY))).isEqualTo(Reason.UNAVAILABLE);
          server.start();
        }
        acknowledged.add(commitAtLast(new Key("k" + i)));
      }

      List<Long> seen = new ArrayList<>();
      while (!seen.contains(acknowledged.get(acknowledged.size() - 1))) {
        seen.add(told.nextRevision());
      }
      assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(acknowledged);
      assertThat(await(store.list("k", Optional.empty(), 1000)).entries())
          .extracting(Entry::revision)
          .containsAll(acknowledged);
      assertThat(watch).isNotNull();
    }
  }

  /** A transaction that may have been applied is not repeated by the store, but by its user. */
  private long commitAtLast(Key key) throws Exception {
    while (true) {
      try {
        Outcome outcome = await(store.commit(Transaction.put(key, VALUE)));
        return outcome.revision();
      } catch (ExecutionException e) {
        assertThat(EtcdErrors.bare(Objects.requireNonNull(e.getCause())).reason())
            .isIn(Reason.UNAVAILABLE, Reason.UNKNOWN_OUTCOME);
      }
    }
  }

  @Test
  void calls_cutOff_failAndSucceedAgain() throws Exception {
    await(store.commit(Transaction.put(KEY, VALUE)));
    assertThat(connection.calls().reachability().reachable()).isTrue();

    proxy.mode(CutProxy.Mode.CUT);
    eventually(() -> !connection.calls().reachability().reachable() || failed());
    assertThat(reason(store.get(KEY))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(store.commit(Transaction.put(KEY, VALUE)))).isEqualTo(Reason.UNAVAILABLE);

    proxy.mode(CutProxy.Mode.OPEN);
    eventually(() -> !failed());
    assertThat(connection.calls().reachability().reachable()).isTrue();
  }

  private boolean failed() throws Exception {
    return store.get(KEY).handle((lookup, error) -> error != null).get();
  }

  @Test
  void commit_answerLost_isOfUnknownOutcomeAndAppliedOnce() throws Exception {
    long before = await(store.commit(Transaction.put(KEY, VALUE))).revision();
    proxy.mode(CutProxy.Mode.MUTE_SERVER);

    assertThat(reason(store.commit(Transaction.put(KEY, Value.of("w")))))
        .isEqualTo(Reason.UNKNOWN_OUTCOME);

    Entry entry = await(other.get(KEY)).entry().orElseThrow();
    assertThat(entry).isEqualTo(new Entry(KEY, Value.of("w"), before + 1));
  }

  @Test
  void commit_connectionBreaksMeanwhile_isOfUnknownOutcome() throws Exception {
    await(store.commit(Transaction.put(KEY, VALUE)));
    proxy.mode(CutProxy.Mode.SILENT);
    var outcome = store.commit(Transaction.put(KEY, VALUE));
    var lookup = store.get(KEY);
    proxy.mode(CutProxy.Mode.CUT);

    assertThat(reason(outcome)).isIn(Reason.UNKNOWN_OUTCOME, Reason.UNAVAILABLE);
    assertThat(reason(lookup)).isEqualTo(Reason.UNAVAILABLE);
    assertThat(await(other.get(KEY)).entry()).isPresent();
  }

  @Test
  void calls_etcdIsStopped_failInTimeAndSucceedWhenItGoesOn() throws Exception {
    await(store.commit(Transaction.put(KEY, VALUE)));
    server.signal("STOP");

    assertThat(reason(store.get(KEY))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(store.commit(Transaction.put(KEY, VALUE))))
        .isIn(Reason.UNKNOWN_OUTCOME, Reason.UNAVAILABLE);
    assertThat(connection.calls().reachability().reachable()).isFalse();

    server.signal("CONT");
    eventually(() -> !failed());
  }

  @Test
  void watch_silentConnection_goesOnWithAnother() throws Exception {
    RecordingListener told = new RecordingListener();
    try (Watch watch = store.watch("", 1, told)) {
      long first = await(other.commit(Transaction.put(KEY, VALUE))).revision();
      assertThat(told.nextRevision()).isEqualTo(first);

      proxy.mode(CutProxy.Mode.SILENT);
      long second = await(other.commit(Transaction.put(KEY, VALUE))).revision();
      long third = await(other.commit(Transaction.delete(KEY))).revision();
      proxy.mode(CutProxy.Mode.CUT);
      proxy.mode(CutProxy.Mode.OPEN);

      assertThat(told.nextRevision()).isEqualTo(second);
      assertThat(told.next())
          .isEqualTo(new RecordingListener.Changed(third, List.of(new Change.Delete(KEY))));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void watch_compactedWhileCutOff_isToldSo() throws Exception {
    RecordingListener told = new RecordingListener();
    try (Watch watch = store.watch("", 1, told)) {
      long first = await(other.commit(Transaction.put(KEY, VALUE))).revision();
      assertThat(told.nextRevision()).isEqualTo(first);

      proxy.mode(CutProxy.Mode.CUT);
      long deleted = await(other.commit(Transaction.delete(KEY))).revision();
      compact(deleted);
      proxy.mode(CutProxy.Mode.OPEN);

      assertThat(told.next()).isEqualTo(new RecordingListener.Compacted(deleted + 1));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void watch_compactedUpToWhatItSaw_goesOn() throws Exception {
    RecordingListener told = new RecordingListener();
    try (Watch watch = store.watch("", 1, told)) {
      await(other.commit(Transaction.put(KEY, VALUE)));
      long seen = await(other.commit(Transaction.delete(KEY))).revision();
      told.next();
      assertThat(told.nextRevision()).isEqualTo(seen);

      proxy.mode(CutProxy.Mode.CUT);
      compact(seen);
      long next = await(other.commit(Transaction.put(KEY, VALUE))).revision();
      proxy.mode(CutProxy.Mode.OPEN);

      assertThat(told.nextRevision()).isEqualTo(next);
      assertThat(watch).isNotNull();
    }
  }

  private void compact(long revision) throws Exception {
    CompactionRequest request = CompactionRequest.newBuilder().setRevision(revision).build();
    await(direct.calls().write(KVGrpc.getCompactMethod(), request, direct.executor()));
  }

  /** In one message they would be more than the client takes. */
  @Test
  void watch_pastOfManyLargeValues_seesAll() throws Exception {
    byte[] large = new byte[Value.MAX_BYTES];
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      revisions.add(
          await(other.commit(Transaction.put(new Key("k" + i % 3), Value.of(large)))).revision());
    }
    RecordingListener told = new RecordingListener();
    try (Watch watch = store.watch("", 1, told)) {
      for (long revision : revisions) {
        assertThat(told.nextRevision()).isEqualTo(revision);
      }
      assertThat(watch).isNotNull();
    }
  }

  /** The values grow while their keys do, so that chunks sized for small ones are too large. */
  @Test
  void list_smallValuesThenLargeOnes_isComplete() throws Exception {
    for (int i = 0; i < 100; i++) {
      await(other.commit(Transaction.put(new Key("a%03d".formatted(i)), VALUE)));
    }
    for (int i = 0; i < 80; i++) {
      Value large = Value.of(new byte[1_000_000]);
      await(other.commit(Transaction.put(new Key("b%03d".formatted(i)), large)));
    }
    List<Entry> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      Optional<Key> after =
          all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1).key());
      var page = await(other.list("", after, StateStore.MAX_LISTED));
      all.addAll(page.entries());
      more = page.more();
    }

    assertThat(all).hasSize(180);
  }
}
