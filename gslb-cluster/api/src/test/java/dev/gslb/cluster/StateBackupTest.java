package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.cluster.StateStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateBackupTest {
  private static final Key KEY = new Key("overrides/a");
  private static final Value VALUE = Value.of("7");

  @TempDir Path directory;

  /** An entry without what is a store's own: the time of its lease stands for the lease. */
  private record Content(Value value, Optional<Duration> lease) {}

  @Test
  void restore_ofAnyState_makesItAgain() throws Exception {
    for (int seed = 1; seed <= 25; seed++) {
      Path first = directory.resolve("first-" + seed);
      Path second = directory.resolve("second-" + seed);
      try (StateStore store = LocalStateStore.open(directory.resolve("store-" + seed + ".mv"));
          StateStore moved = LocalStateStore.inMemory();
          StateStore back = LocalStateStore.inMemory()) {
        fill(store, new Random(seed));
        long revision = Answers.await(store.get(KEY)).revision();

        assertThat(StateBackup.write(store, first)).isEqualTo(revision);
        StateBackup.restore(first, moved);
        StateBackup.write(moved, second);
        StateBackup.restore(second, back);

        assertThat(contents(moved)).isEqualTo(contents(store));
        assertThat(contents(back)).isEqualTo(contents(store));
      }
    }
  }

  private static void fill(StateStore store, Random random) {
    List<LeaseId> leases = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      leases.add(Answers.await(store.grantLease(Duration.ofHours(1 + leases.size()))));
    }
    for (int i = random.nextInt(400); i > 0; i--) {
      Key key = new Key("k/" + random.nextInt(200) + (random.nextBoolean() ? "é" : "\uD83D\uDE00"));
      byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(200_000) : 20];
      random.nextBytes(bytes);
      Optional<LeaseId> lease =
          leases.isEmpty() || random.nextBoolean()
              ? Optional.empty()
              : Optional.of(leases.get(random.nextInt(leases.size())));
      Change change =
          random.nextInt(5) == 0
              ? new Change.Delete(key)
              : new Change.Put(key, Value.of(bytes), lease);
      Answers.await(store.commit(Transaction.of(change)));
    }
  }

  private static Map<Key, Content> contents(StateStore store) {
    Map<Key, Content> contents = new TreeMap<>();
    StateImage image = new StateReading(store).read();
    for (Entry entry : image.entries()) {
      Optional<Duration> time =
          entry.lease().map(lease -> Answers.await(store.leaseTime(lease)).orElseThrow());
      contents.put(entry.key(), new Content(entry.value(), time));
    }
    return contents;
  }

  @Test
  void restore_entriesOfOneLease_shareOneAgain() throws Exception {
    Path file = directory.resolve("backup");
    try (StateStore store = LocalStateStore.inMemory();
        StateStore restored = LocalStateStore.inMemory()) {
      LeaseId lease = Answers.await(store.grantLease(Duration.ofHours(1)));
      for (int i = 0; i < 200; i++) {
        Change put = new Change.Put(new Key("k" + i), VALUE, Optional.of(lease));
        Answers.await(store.commit(Transaction.of(put)));
      }
      Answers.await(store.commit(Transaction.put(new Key("stays"), VALUE)));
      StateBackup.write(store, file);

      assertThat(StateBackup.restore(file, restored)).isEqualTo(201);
      LeaseId anew = Answers.await(restored.get(new Key("k0"))).entry().get().lease().get();
      Answers.await(restored.revokeLease(anew));
      assertThat(contents(restored)).containsOnlyKeys(new Key("stays"));
    }
  }

  @Test
  void restore_intoAStoreWithEntries_isRefusedAndChangesNothing() throws Exception {
    Path file = directory.resolve("backup");
    try (StateStore store = LocalStateStore.inMemory();
        StateStore other = LocalStateStore.inMemory()) {
      Answers.await(store.commit(Transaction.put(KEY, VALUE)));
      StateBackup.write(store, file);
      Answers.await(other.commit(Transaction.put(new Key("z"), VALUE)));

      assertThatExceptionOfType(StateStoreException.class)
          .isThrownBy(() -> StateBackup.restore(file, other))
          .withMessage("the store has z (expected: an empty one to restore into)")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
      assertThat(contents(other)).containsOnlyKeys(new Key("z"));
    }
  }

  @Test
  void restore_entriesOfTheCluster_stayAsTheyAre() throws Exception {
    Path file = directory.resolve("backup");
    try (StateStore store = LocalStateStore.inMemory();
        StateStore restored = LocalStateStore.inMemory()) {
      Answers.await(store.commit(Transaction.put(LeaderElection.LEADER, Value.of("old"))));
      Answers.await(store.commit(Transaction.put(new Key("last-healthy/us/1"), VALUE)));
      Answers.await(store.commit(Transaction.put(KEY, VALUE)));
      StateBackup.write(store, file);
      Answers.await(restored.commit(Transaction.put(LeaderElection.LEADER, Value.of("new"))));
      Answers.await(restored.commit(Transaction.put(new Key("last-healthy/us/2"), VALUE)));

      assertThat(StateBackup.restore(file, restored)).isEqualTo(1);
      assertThat(contents(restored))
          .containsOnlyKeys(LeaderElection.LEADER, new Key("last-healthy/us/2"), KEY);
      assertThat(Answers.await(restored.get(LeaderElection.LEADER)).entry().get().value().text())
          .isEqualTo("new");
    }
  }

  @Test
  void restore_damagedAnywhere_isRefusedAndWritesNothing() throws Exception {
    Path file = directory.resolve("backup");
    Path damaged = directory.resolve("damaged");
    try (StateStore store = LocalStateStore.inMemory();
        StateStore restored = LocalStateStore.inMemory()) {
      LeaseId lease = Answers.await(store.grantLease(Duration.ofHours(1)));
      Change put = new Change.Put(KEY, VALUE, Optional.of(lease));
      Answers.await(store.commit(Transaction.of(put)));
      StateBackup.write(store, file);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i++) {
        byte[] bytes = whole.clone();
        bytes[i] ^= 0x10;
        Files.write(damaged, bytes);
        refuses(damaged, restored);
        Files.write(damaged, Arrays.copyOf(whole, i));
        refuses(damaged, restored);
      }
      assertThat(contents(restored)).isEmpty();
    }
  }

  @Test
  void restore_octetsBehindTheEnd_isRefused() throws Exception {
    Path file = directory.resolve("backup");
    try (StateStore store = LocalStateStore.inMemory();
        StateStore restored = LocalStateStore.inMemory()) {
      Answers.await(store.commit(Transaction.put(KEY, VALUE)));
      StateBackup.write(store, file);
      Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);

      refuses(file, restored);
      assertThat(contents(restored)).isEmpty();
    }
  }

  @Test
  void write_linkOrFileOfOthersInTheWay_isNotFollowedAndTheFileIsItsOwners() throws Exception {
    Path file = directory.resolve("backup");
    Path part = directory.resolve("backup.part");
    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(part, elsewhere);
    try (StateStore store = LocalStateStore.inMemory()) {
      StateBackup.write(store, file);
      assertThat(elsewhere).hasContent("precious");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");

      Files.writeString(part, "left by a crash, for all to read");
      StateBackup.write(store, file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  private static void refuses(Path file, StateStore store) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> StateBackup.restore(file, store))
        .withMessageContaining(file.toString())
        .withMessageContaining("not a saved state");
  }

  /** Two keys at both ends of a listing of several pages are always written together. */
  @Test
  void write_whileOthersWrite_isOfOneRevision() throws Exception {
    Path file = directory.resolve("backup");
    Key first = new Key("a");
    Key last = new Key("z");
    try (StateStore store = LocalStateStore.inMemory()) {
      for (int i = 0; i < 6; i++) {
        Value large = Value.of(new byte[1_000_000]);
        Answers.await(store.commit(Transaction.put(new Key("k" + i), large)));
      }
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Integer> writer =
          CompletableFuture.supplyAsync(
              () -> {
                int written = 0;
                while (!enough.get()) {
                  Value value = Value.of("v" + ++written);
                  Change[] both = {new Change.Put(first, value), new Change.Put(last, value)};
                  Answers.await(store.commit(Transaction.of(both)));
                  LockSupport.parkNanos(100_000); // a reader has 10,000 revisions of time
                }
                return written;
              });
      try {
        for (int i = 0; i < 20; i++) {
          long revision = StateBackup.write(store, file);
          try (StateStore restored = LocalStateStore.inMemory()) {
            StateBackup.restore(file, restored);
            Map<Key, Content> contents = contents(restored);

            assertThat(contents.get(first)).isEqualTo(contents.get(last));
            assertThat(contents.keySet().stream().filter(key -> key.text().startsWith("k")))
                .hasSize(6);
            assertThat(revision).isPositive();
          }
        }
      } finally {
        enough.set(true);
      }
      assertThat(Answers.await(writer)).isPositive();
    }
  }

  @Test
  void write_thatFails_leavesTheFileBeforeAsItWas() throws Exception {
    Path file = directory.resolve("backup");
    StateStore store = LocalStateStore.inMemory();
    Answers.await(store.commit(Transaction.put(KEY, VALUE)));
    StateBackup.write(store, file);
    byte[] before = Files.readAllBytes(file);
    Path elsewhere = directory.resolve("missing").resolve("backup");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> StateBackup.write(store, elsewhere));
    store.close();

    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> StateBackup.write(store, file))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** Leases and revisions too: what a snapshot is. */
  @Test
  void restore_ofAMachine_isTheSameMachine() throws Exception {
    for (int seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      StateMachine machine = StateMachine.inMemory();
      for (int i = 0; i < 200; i++) {
        LeaseId lease = new LeaseId(1 + random.nextInt(5));
        Change put = new Change.Put(new Key("k" + random.nextInt(20)), Value.of("v" + i));
        Change leased = new Change.Put(put.key(), Value.of("l" + i), Optional.of(lease));
        Operation[] any = {
          new Operation.Grant(lease, Duration.ofHours(1)),
          new Operation.Renew(lease),
          new Operation.Commit(Transaction.of(put)),
          new Operation.Commit(Transaction.of(leased)),
          new Operation.Commit(Transaction.delete(put.key())),
          new Operation.Expire(lease, 0),
        };
        Operation operation = any[random.nextInt(any.length)];
        Operation decoded = Operation.decode(operation.encode());
        assertThat(decoded).isEqualTo(operation);
        machine.apply(decoded);
      }
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      machine.save(saved);
      StateMachine copy = StateMachine.inMemory();
      copy.restore(new ByteArrayInputStream(saved.toByteArray()));
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      copy.save(again);

      assertThat(again.toByteArray()).isEqualTo(saved.toByteArray());
      assertThat(copy.list("", Optional.empty(), 100))
          .isEqualTo(machine.list("", Optional.empty(), 100));
    }
  }
}
