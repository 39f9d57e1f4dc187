package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that crashes at any moment: the disk keeps what was forced, and any part of the rest.
 * What was acknowledged must be there, and of the rest a beginning, in whole transactions.
 */
class CrashTest {
  private static final int KEYS = 25;
  private static final int MOST_AT_ONCE = 6;
  private static final long MOST_BYTES = 8 << 20;

  @TempDir Path directory;

  /** A crash: how many transactions were acknowledged before, begun at all, and what is left. */
  private record Crash(int acknowledged, int begun, Path left) {}

  @Test
  void open_afterCrashAtAnyMoment_hasAllThatWasAcknowledgedAndWholeTransactions() {
    int crashes = 0;
    for (int seed = 1; seed <= 15; seed++) {
      crashes += crashes(seed, 60, 3);
    }
    assertThat(crashes).isGreaterThan(100);
  }

  /** Long enough for superseded blocks to be overwritten and the file to be compacted. */
  @Test
  void open_afterCrashOfALongRun_hasAllThatWasAcknowledgedAndWholeTransactions() {
    assertThat(crashes(99, 4_000, 60)).isGreaterThan(10);
  }

  private int crashes(int seed, int transactions, int between) {
    Random random = new Random(seed);
    Path file = directory.resolve("run-" + seed);
    List<Transaction> planned = new ArrayList<>();
    List<Crash> crashes = new ArrayList<>();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger acknowledged = new AtomicInteger();
    for (int i = 1; i <= transactions; i++) {
      planned.add(transaction(i, random));
    }
    Random chance = new Random(seed + 1_000);
    open(file).close(); // a new file is made beside it first
    UnforcedDisk.Content disk = UnforcedDisk.of(file);
    disk.beforeEach(
        () -> {
          if (chance.nextInt(between) == 0) {
            int sure = acknowledged.get();
            Path left = directory.resolve("left-" + seed + "-" + crashes.size());
            write(left, disk.afterCrash(chance));
            crashes.add(new Crash(sure, begun.get(), left));
          }
        });
    try (StateStore store = open(file)) {
      while (begun.get() < transactions) {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = random.nextInt(MOST_AT_ONCE); i >= 0 && begun.get() < transactions; i--) {
          outcomes.add(store.commit(planned.get(begun.getAndIncrement())));
        }
        for (CompletableFuture<Outcome> outcome : outcomes) {
          assertThat(Answers.await(outcome).applied()).isTrue();
          acknowledged.incrementAndGet();
        }
      }
    }
    assertThat(file.toFile().length()).isLessThan(MOST_BYTES);
    for (Crash crash : crashes) {
      verify(crash, planned);
    }
    return crashes.size();
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StateStore open(Path file) {
    return LocalStateStore.start(new EntryFile(file, UnforcedDisk.scheme()), 10, System::nanoTime);
  }

  /** The number of the transaction under one key, and changes of some others. */
  private static Transaction transaction(int number, Random random) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Put(new Key("number"), Value.of(Integer.toString(number))));
    for (int i = 0; i < KEYS; i++) {
      if (random.nextInt(8) == 0) {
        byte[] bytes = new byte[random.nextInt(20) == 0 ? 20_000 : 40];
        random.nextBytes(bytes);
        Key key = new Key("k" + i);
        changes.add(
            random.nextInt(4) == 0 ? new Change.Delete(key) : new Change.Put(key, Value.of(bytes)));
      }
    }
    return Transaction.of(changes.toArray(Change[]::new));
  }

  private static void verify(Crash crash, List<Transaction> planned) {
    Map<Key, Value> found = new TreeMap<>();
    try (StateStore store = LocalStateStore.open(crash.left())) {
      Answers.await(store.list("", Optional.empty(), StateStore.MAX_LISTED))
          .entries()
          .forEach(entry -> found.put(entry.key(), entry.value()));
    }
    Value number = found.get(new Key("number"));
    int applied = number == null ? 0 : Integer.parseInt(number.text());

    assertThat(applied).isBetween(crash.acknowledged(), crash.begun());
    Map<Key, Value> expected = new TreeMap<>();
    for (Transaction transaction : planned.subList(0, applied)) {
      for (Change change : transaction.changes()) {
        if (change instanceof Change.Put put) {
          expected.put(put.key(), put.value());
        } else {
          expected.remove(change.key());
        }
      }
    }
    assertThat(found).isEqualTo(expected);
  }
}
