package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every state store must do, with its leases too. Extend it, and open an empty store. Leases
 * are over in real time.
 */
public abstract class StateStoreContractTest extends LeaseContractTest {

  private static final Key K1 = new Key("a/1");
  private static final Key K2 = new Key("a/2");
  private static final Key OTHER = new Key("b/1");
  private static final Value V1 = Value.of("one");
  private static final Value V2 = Value.of("two");
  private static final int PATIENCE_SECONDS = 30;

  /** For subclasses. */
  protected StateStoreContractTest() {}

  /**
   * Makes the store forget which changes it made so far, but not the entries: by as many commits to
   * keys under {@code filler/} as it takes, or by other means.
   *
   * @throws Exception if it fails
   */
  protected abstract void forgetHistory() throws Exception;

  @Test
  void get_absentKey_isEmpty() throws Exception {
    assertThat(await(store.get(K1)).entry()).isEmpty();
  }

  @Test
  void commit_put_isReadBackWithItsRevision() throws Exception {
    Outcome outcome = await(store.commit(Transaction.put(K1, V1)));
    Lookup lookup = await(store.get(K1));

    assertThat(outcome.applied()).isTrue();
    assertThat(lookup.entry()).contains(new Entry(K1, V1, outcome.revision()));
    assertThat(lookup.revision()).isEqualTo(outcome.revision());
  }

  @Test
  void commit_largestValue_isReadBack() throws Exception {
    byte[] bytes = new byte[Value.MAX_BYTES];
    bytes[bytes.length - 1] = 7;
    await(store.commit(Transaction.put(K1, Value.of(bytes))));

    assertThat(await(store.get(K1)).entry().orElseThrow().value()).isEqualTo(Value.of(bytes));
  }

  @Test
  void commit_equalValueAgain_isANewRevision() throws Exception {
    Outcome first = await(store.commit(Transaction.put(K1, V1)));
    Outcome second = await(store.commit(Transaction.put(K1, V1)));

    assertThat(second.revision()).isGreaterThan(first.revision());
    assertThat(await(store.get(K1)).entry().orElseThrow().revision()).isEqualTo(second.revision());
  }

  @Test
  void commit_severalChanges_shareOneRevision() throws Exception {
    await(store.commit(Transaction.put(OTHER, V1)));
    Transaction transaction =
        Transaction.of(new Change.Put(K1, V1), new Change.Put(K2, V2), new Change.Delete(OTHER));
    long revision = await(store.commit(transaction)).revision();

    assertThat(all("")).containsExactly(new Entry(K1, V1, revision), new Entry(K2, V2, revision));
  }

  @Test
  void commit_absentConditionOnPresentKey_changesNothing() throws Exception {
    long before = await(store.commit(Transaction.put(K1, V1))).revision();

    Outcome outcome = await(store.commit(Transaction.put(K1, V2).when(Condition.absent(K1))));

    assertThat(outcome).isEqualTo(new Outcome(false, before));
    assertThat(all("")).containsExactly(new Entry(K1, V1, before));
  }

  @Test
  void commit_unchangedCondition_holdsUntilTheNextWrite() throws Exception {
    await(store.commit(Transaction.put(K1, V1)));
    Entry read = await(store.get(K1)).entry().orElseThrow();
    Transaction swap = Transaction.put(K1, V2).when(Condition.unchanged(read));

    assertThat(await(store.commit(swap)).applied()).isTrue();
    assertThat(await(store.commit(swap)).applied()).isFalse();
  }

  @Test
  void commit_oneOfTwoConditionsFails_changesNothing() throws Exception {
    long before = await(store.commit(Transaction.put(K1, V1))).revision();
    Transaction transaction =
        Transaction.put(OTHER, V2).when(Condition.absent(K2)).when(new Condition(K1, before + 1));

    assertThat(await(store.commit(transaction)).applied()).isFalse();
    assertThat(await(store.get(OTHER)).entry()).isEmpty();
  }

  @Test
  void commit_deleteThenAbsentCondition_holds() throws Exception {
    await(store.commit(Transaction.put(K1, V1)));
    await(store.commit(Transaction.delete(K1)));

    assertThat(await(store.commit(Transaction.put(K1, V2).when(Condition.absent(K1)))).applied())
        .isTrue();
  }

  @Test
  void commit_deleteOfAbsentKey_makesNoRevision() throws Exception {
    long before = await(store.commit(Transaction.put(K1, V1))).revision();

    assertThat(await(store.commit(Transaction.delete(K2)))).isEqualTo(new Outcome(true, before));
  }

  @Test
  void commit_byManyThreads_losesNoUpdate() throws Exception {
    int threads = 4;
    int increments = 50;
    await(store.commit(Transaction.put(K1, Value.of("0"))));
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(
            executor.submit(
                () -> {
                  for (int n = 0; n < increments; n++) {
                    increment(K1);
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get(6 * PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }

    assertThat(await(store.get(K1)).entry().orElseThrow().value().text())
        .isEqualTo(Integer.toString(threads * increments));
  }

  @Test
  void list_prefix_returnsItsKeysInOrder() throws Exception {
    for (String key : List.of("a/10", "b", "a/2", "a", "a/1", "A/1")) {
      await(store.commit(Transaction.put(new Key(key), V1)));
    }

    assertThat(all("a/"))
        .extracting(Entry::key)
        .extracting(Key::text)
        .containsExactly("a/1", "a/10", "a/2");
    assertThat(all("")).hasSize(6);
    assertThat(all("c")).isEmpty();
  }

  @Test
  void list_keysBeyondAscii_areOrderedByTheirBytes() throws Exception {
    String private1 = "\uE000";
    String emoji = "\uD83D\uDE00";
    for (String key : List.of(emoji, private1, "z", "\u00E9")) {
      await(store.commit(Transaction.put(new Key(key), V1)));
    }

    assertThat(all(""))
        .extracting(Entry::key)
        .extracting(Key::text)
        .containsExactly("z", "\u00E9", private1, emoji);
  }

  @Test
  void list_moreThanTheLimit_continuesAfterTheLastKey() throws Exception {
    for (int i = 0; i < 5; i++) {
      await(store.commit(Transaction.put(new Key("k" + i), V1)));
    }

    Listing first = await(store.list("k", Optional.empty(), 3));
    Key last = first.entries().get(2).key();
    Listing second = await(store.list("k", Optional.of(last), 3));

    assertThat(first.more()).isTrue();
    assertThat(first.entries()).hasSize(3);
    assertThat(second.more()).isFalse();
    assertThat(second.entries())
        .extracting(Entry::key)
        .containsExactly(new Key("k3"), new Key("k4"));
  }

  @Test
  void list_largeValues_makesShortPagesAndMissesNone() throws Exception {
    for (int i = 0; i < 6; i++) {
      await(store.commit(Transaction.put(new Key("k" + i), Value.of(new byte[1_000_000]))));
    }

    assertThat(await(store.list("k", Optional.empty(), 100)).more()).isTrue();
    assertThat(all("k")).hasSize(6);
  }

  @Test
  void list_limitOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.list("", Optional.empty(), 0))
        .withMessageContaining("limit 0")
        .withMessageContaining("10000");
  }

  @Test
  void watch_changesToCome_areToldInOrder() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("a/", nextRevision(), listener)) {
      long first = await(store.commit(Transaction.put(K1, V1))).revision();
      await(store.commit(Transaction.put(OTHER, V1)));
      Transaction both = Transaction.of(new Change.Delete(K1), new Change.Put(OTHER, V2));
      long second = await(store.commit(both)).revision();

      assertThat(listener.next())
          .isEqualTo(new RecordingListener.Changed(first, List.of(new Change.Put(K1, V1))));
      assertThat(listener.next())
          .isEqualTo(new RecordingListener.Changed(second, List.of(new Change.Delete(K1))));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void watch_fromThePast_tellsThePastThenThePresent() throws Exception {
    long first = await(store.commit(Transaction.put(K1, V1))).revision();
    long second = await(store.commit(Transaction.put(K1, V2))).revision();
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("", first, listener)) {
      long third = await(store.commit(Transaction.put(K2, V1))).revision();

      assertThat(listener.nextRevisions(3)).containsExactly(first, second, third);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void watch_fromTheFuture_skipsWhatComesBefore() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("", nextRevision() + 1, listener)) {
      await(store.commit(Transaction.put(K1, V1)));
      long second = await(store.commit(Transaction.put(K1, V2))).revision();

      assertThat(listener.nextRevisions(1)).containsExactly(second);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void watch_manyWriters_seesEveryRevisionOnce() throws Exception {
    long from = nextRevision();
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("", from, listener)) {
      List<CompletableFuture<Outcome>> writes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        writes.add(store.commit(Transaction.put(new Key("k" + i % 7), V1)));
      }
      List<Long> written = new ArrayList<>();
      for (CompletableFuture<Outcome> write : writes) {
        written.add(await(write).revision());
      }
      written.sort(null);

      assertThat(listener.nextRevisions(200)).isEqualTo(written);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void watch_historyForgotten_saysWhereToBeginAgain() throws Exception {
    long old = await(store.commit(Transaction.put(K1, V1))).revision();
    forgetHistory();
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("", old, listener)) {
      RecordingListener.Compacted compacted = (RecordingListener.Compacted) listener.next();
      RecordingListener again = new RecordingListener();
      try (Watch later = store.watch("a/", compacted.oldestRevision(), again)) {
        long revision = await(store.commit(Transaction.put(K1, V2))).revision();

        assertThat(compacted.oldestRevision()).isGreaterThan(old);
        assertThat(again.nextRevisions(1)).containsExactly(revision);
        assertThat(listener.isQuiet()).isTrue();
        assertThat(later).isNotSameAs(watch);
      }
    }
  }

  @Test
  void watch_closed_isToldNothingMore() throws Exception {
    RecordingListener listener = new RecordingListener();
    RecordingListener witness = new RecordingListener();
    long from = nextRevision();
    Watch watch = store.watch("", from, listener);
    try (Watch second = store.watch("", from, witness)) {
      watch.close();
      await(store.commit(Transaction.put(K1, V1)));

      assertThat(witness.nextRevisions(1)).hasSize(1);
      assertThat(listener.isQuiet()).isTrue();
      assertThat(second).isNotNull();
    }
  }

  @Test
  void watch_listenerThrows_endsThatWatchOnly() throws Exception {
    long from = nextRevision();
    RecordingListener broken =
        new RecordingListener() {
          @Override
          public void changed(long revision, List<Change> changes) {
            throw new IllegalStateException("a listener's mistake");
          }
        };
    RecordingListener witness = new RecordingListener();
    try (Watch first = store.watch("", from, broken);
        Watch second = store.watch("", from, witness)) {
      await(store.commit(Transaction.put(K1, V1)));
      await(store.commit(Transaction.put(K1, V2)));

      assertThat(witness.nextRevisions(2)).hasSize(2);
      assertThat(broken.next()).isEqualTo(new RecordingListener.Failed(Reason.FAILED));
      assertThat(broken.isQuiet()).isTrue();
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void close_openWatch_isToldSo() throws Exception {
    RecordingListener listener = new RecordingListener();
    Watch watch = store.watch("", nextRevision(), listener);
    store.close();

    assertThat(listener.next()).isEqualTo(new RecordingListener.Failed(Reason.CLOSED));
    assertThat(watch).isNotNull();
  }

  @Test
  void everything_afterClose_failsAsClosed() throws Exception {
    store.close();
    store.close();
    RecordingListener listener = new RecordingListener();
    Watch watch = store.watch("", 1, listener);

    assertThat(reason(store.get(K1))).isEqualTo(Reason.CLOSED);
    assertThat(reason(store.commit(Transaction.put(K1, V1)))).isEqualTo(Reason.CLOSED);
    assertThat(reason(store.list("", Optional.empty(), 1))).isEqualTo(Reason.CLOSED);
    assertThat(listener.next()).isEqualTo(new RecordingListener.Failed(Reason.CLOSED));
    assertThat(watch).isNotNull();
  }

  private void increment(Key key) throws Exception {
    boolean applied = false;
    while (!applied) {
      Entry entry = await(store.get(key)).entry().orElseThrow();
      Value next = Value.of(Integer.toString(Integer.parseInt(entry.value().text()) + 1));
      Transaction swap = Transaction.put(key, next).when(Condition.unchanged(entry));
      applied = await(store.commit(swap)).applied();
    }
  }
}
