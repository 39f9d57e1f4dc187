package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.cluster.StateStoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFailureTest {
  private static final Key KEY = new Key("overrides/a");
  private static final Value ONE = Value.of("one");
  private static final Value TWO = Value.of("two");
  private static final long SECOND = 1_000_000_000;
  private static final int HISTORY = 100;

  @TempDir Path directory;

  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);

  @Test
  void commit_littleSpaceLeft_isUnavailableAndReadsGoOn() {
    try (LocalStateStore store = open()) {
      LeaseId lease = Answers.await(store.grantLease(Duration.ofSeconds(2)));
      Change put = new Change.Put(KEY, ONE, Optional.of(lease));
      Answers.await(store.commit(Transaction.of(put)));

      freeBytes.set(1 << 20);
      clock.addAndGet(10 * SECOND);
      assertThat(reason(store.commit(Transaction.put(KEY, TWO)))).isEqualTo(Reason.UNAVAILABLE);
      assertThat(reason(store.renewLease(lease))).isEqualTo(Reason.UNAVAILABLE);
      assertThat(value(store)).contains(ONE);
      assertThat(store.health().reachable()).isTrue();
      assertThat(store.health().detail())
          .isEqualTo(
              "changes are refused: 1048576 bytes are free on the disk (expected: 16777216)");

      freeBytes.set(1 << 30);
      assertThat(Answers.await(store.renewLease(lease))).isTrue();
      Answers.await(store.commit(Transaction.put(KEY, TWO)));
      assertThat(value(store)).contains(TWO);
      assertThat(store.health()).isEqualTo(StoreHealth.GOOD);
    }
  }

  @Test
  void commit_diskFails_hasUnknownOutcomeThenIsUnavailableUntilItWorks() throws Exception {
    try (StateStore store = open()) {
      long revision = Answers.await(store.commit(Transaction.put(KEY, ONE))).revision();
      RecordingListener listener = new RecordingListener();
      try (Watch watch = store.watch("", revision, listener)) {
        assertThat(listener.nextRevisions(1)).containsExactly(revision);

        disk().writable(false);
        assertThat(reason(store.commit(Transaction.put(new Key("b"), TWO))))
            .isEqualTo(Reason.UNKNOWN_OUTCOME);
        assertThat(listener.next()).isInstanceOf(RecordingListener.Compacted.class);
        for (int i = 0; i < 5; i++) {
          assertThat(value(store)).contains(ONE);
          assertThat(reason(store.commit(Transaction.put(KEY, TWO))))
              .isIn(Reason.UNAVAILABLE, Reason.UNKNOWN_OUTCOME);
          clock.addAndGet(SECOND / 2);
        }
        assertThat(watch).isNotNull();
      }
      disk().writable(true);
      clock.addAndGet(2 * SECOND);
      Answers.await(store.commit(Transaction.put(new Key("c"), TWO)));
      assertThat(value(store)).isIn(Optional.of(ONE), Optional.of(TWO));
    }
    try (StateStore store = LocalStateStore.open(file())) {
      assertThat(Answers.await(store.get(new Key("c"))).entry()).isPresent();
      assertThat(value(store)).isPresent();
    }
  }

  @Test
  void history_diskFailsNowAndThen_isLinearizableAndSurvives() throws Exception {
    for (int seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Path path = directory.resolve("history-" + seed);
      long origin = System.nanoTime();
      LocalStateStore store =
          LocalStateStore.start(
              new EntryFile(path, UnforcedDisk.scheme()),
              HISTORY,
              () -> origin + 1_000 * (System.nanoTime() - origin)); // so that it soon tries again
      HistoryWorkload workload = HistoryWorkload.start(seed, 4, 3, client -> store);
      UnforcedDisk.Content disk = UnforcedDisk.of(path);
      for (int i = 0; i < 10; i++) {
        assertThat(workload.awaitAnswers(10 + random.nextInt(40), 30, TimeUnit.SECONDS)).isTrue();
        disk.writable(false);
        assertThat(workload.awaitAnswers(5 + random.nextInt(20), 30, TimeUnit.SECONDS)).isTrue();
        disk.writable(true);
      }
      assertThat(workload.awaitAnswers(100, 30, TimeUnit.SECONDS)).isTrue();
      OperationHistory history = workload.finish(store);
      List<Entry> entries = all(store);
      store.close();

      assertThat(LinearizabilityCheck.violation(history)).isEmpty();
      try (StateStore again = LocalStateStore.open(path)) {
        assertThat(all(again)).isEqualTo(entries).isNotEmpty();
      }
    }
  }

  /** Damage of the very last write looks like a crash in it; no other is taken for the state. */
  @Test
  void open_oneByteWrongAnywhere_isTheWholeStateOrRefused() throws Exception {
    List<Entry> before = List.of();
    List<Entry> entries = List.of();
    try (StateStore store = LocalStateStore.open(file())) {
      for (int i = 0; i < 30; i++) {
        Value value = Value.of("value " + i);
        Answers.await(store.commit(Transaction.put(new Key("k" + i % 20), value)));
        before = entries;
        entries = all(store);
      }
    }
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      Path damaged = directory.resolve("damaged-" + i);
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      try (StateStore store = LocalStateStore.open(damaged)) {
        assertThat(all(store)).isIn(entries, before);
      } catch (StateStoreException e) {
        assertThat(e.reason()).isEqualTo(Reason.FAILED);
        assertThat(e).hasMessageContaining(damaged.toString());
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void open_whatIsNoFile_isRefusedAndLeftAlone() throws IOException {
    Files.createDirectories(file());

    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> LocalStateStore.open(file()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
    assertThat(file()).isDirectory();
  }

  private Path file() {
    return directory.resolve("gslb.mv");
  }

  private UnforcedDisk.Content disk() {
    return UnforcedDisk.of(file());
  }

  private LocalStateStore open() {
    EntryFile entries = new EntryFile(file(), UnforcedDisk.scheme());
    EntrySource source =
        new EntrySource() {
          @Override
          public EntryTable open() {
            return entries.open();
          }

          @Override
          public EntryTable openReadOnly() {
            return entries.openReadOnly();
          }

          @Override
          public void compact(EntryTable table) {
            entries.compact(table);
          }

          @Override
          public long usableBytes() {
            return freeBytes.get();
          }
        };
    return LocalStateStore.start(source, HISTORY, clock::get);
  }

  private static Optional<Value> value(StateStore store) {
    return Answers.await(store.get(KEY)).entry().map(Entry::value);
  }

  private static List<Entry> all(StateStore store) {
    return new ArrayList<>(
        Answers.await(store.list("", Optional.empty(), StateStore.MAX_LISTED)).entries());
  }

  private static Reason reason(CompletableFuture<?> future) {
    try {
      Answers.await(future);
    } catch (StateStoreException e) {
      return e.reason();
    }
    throw new AssertionError("the call succeeded");
  }
}
