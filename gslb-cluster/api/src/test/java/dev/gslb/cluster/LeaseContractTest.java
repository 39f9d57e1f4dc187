package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.cluster.StateStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every state store must do with leases: the first part of its contract. */
public abstract class LeaseContractTest {

  private static final Key K1 = new Key("a/1");
  private static final Key K2 = new Key("a/2");
  private static final Key OTHER = new Key("b/1");
  private static final Value V1 = Value.of("one");
  private static final Value V2 = Value.of("two");
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Duration LATER_THAN_SHORT = Duration.ofSeconds(6);
  private static final int PATIENCE_SECONDS = 30;
  private static final int RENEWAL_MILLIS = 200;

  /** The store under test. */
  protected StateStore store;

  /** For the second part. */
  protected LeaseContractTest() {}

  /**
   * Opens an empty store.
   *
   * @return the store
   * @throws Exception if it does not open
   */
  protected abstract StateStore openEmpty() throws Exception;

  /**
   * Opens the store of one test.
   *
   * @throws Exception if it does not open
   */
  @BeforeEach
  final void openContractStore() throws Exception {
    store = openEmpty();
  }

  /** Closes it. */
  @AfterEach
  final void closeContractStore() {
    store.close();
  }

  @Test
  void grantLease_timeInRange_isKeptAndNeverShortened() throws Exception {
    for (Duration time : List.of(StateStore.MIN_LEASE, LONG, StateStore.MAX_LEASE)) {
      LeaseId lease = await(store.grantLease(time));

      assertThat(await(store.leaseTime(lease)).orElseThrow()).isGreaterThanOrEqualTo(time);
    }
  }

  @Test
  void grantLease_timeOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.grantLease(StateStore.MIN_LEASE.minusMillis(1)))
        .withMessageContaining("PT1.999S")
        .withMessageContaining("PT2S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.grantLease(StateStore.MAX_LEASE.plusMillis(1)));
  }

  @Test
  void commit_putWithLease_isReadListedAndToldWithIt() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("a/", nextRevision(), listener)) {
      long revision = await(store.commit(put(K1, lease))).revision();

      Entry expected = new Entry(K1, V1, revision, Optional.of(lease));
      assertThat(await(store.get(K1)).entry()).contains(expected);
      assertThat(all("a/")).containsExactly(expected);
      assertThat(listener.next())
          .isEqualTo(
              new RecordingListener.Changed(
                  revision, List.of(new Change.Put(K1, V1, Optional.of(lease)))));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void lease_notRenewed_endsWithItsEntries() throws Exception {
    LeaseId lease;
    Outcome put;
    do {
      lease = await(store.grantLease(StateStore.MIN_LEASE));
      put = await(store.commit(put(K1, lease)));
    } while (!put.applied()); // the lease was over already
    long written = put.revision();
    await(store.commit(Transaction.put(OTHER, V1)));
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("a/", written + 1, listener)) {
      RecordingListener.Changed told = (RecordingListener.Changed) listener.next();

      assertThat(told.changes()).containsExactly(new Change.Delete(K1));
      assertThat(all("")).extracting(Entry::key).containsExactly(OTHER);
      assertThat(await(store.renewLease(lease))).isFalse();
      assertThat(await(store.leaseTime(lease))).isEmpty();
      assertThat(watch).isNotNull();
    }
  }

  /** The lease that is not renewed is longer, and yet ends first. */
  @Test
  void renewLease_overAndOver_keepsItsEntries() throws Exception {
    LeaseId renewed = await(store.grantLease(SHORT));
    LeaseId left = await(store.grantLease(LATER_THAN_SHORT));
    await(store.commit(put(K1, renewed)));
    long written = await(store.commit(put(K2, left))).revision();
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("a/", written + 1, listener)) {
      Optional<Object> told = Optional.empty();
      for (int i = 0; told.isEmpty() && i < PATIENCE_SECONDS * 1000 / RENEWAL_MILLIS; i++) {
        assertThat(await(store.renewLease(renewed))).isTrue();
        told = listener.nextWithin(RENEWAL_MILLIS);
      }

      assertThat(((RecordingListener.Changed) told.orElseThrow()).changes())
          .containsExactly(new Change.Delete(K2));
      assertThat(await(store.get(K1)).entry()).isPresent();
      await(store.revokeLease(renewed)); // whose end would be in a later test, in a shared store
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void revokeLease_withEntries_deletesThemInOneRevision() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    await(store.commit(put(K1, lease)));
    await(store.commit(put(K2, lease)));
    await(store.commit(Transaction.put(OTHER, V1)));
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch("", nextRevision(), listener)) {
      await(store.revokeLease(lease));

      assertThat(all("")).extracting(Entry::key).containsExactly(OTHER);
      assertThat(((RecordingListener.Changed) listener.next()).changes())
          .containsExactlyInAnyOrder(new Change.Delete(K1), new Change.Delete(K2));
      assertThat(await(store.renewLease(lease))).isFalse();
      assertThat(await(store.leaseTime(lease))).isEmpty();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void revokeLease_withoutEntries_makesNoRevision() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    await(store.commit(put(K1, lease)));
    long before = await(store.commit(Transaction.delete(K1))).revision();

    await(store.revokeLease(lease));
    await(store.revokeLease(lease));

    assertThat(await(store.get(K1)).revision()).isEqualTo(before);
  }

  @Test
  void commit_putWithoutLease_takesTheEntryOutOfIt() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    await(store.commit(put(K1, lease)));
    long revision = await(store.commit(Transaction.put(K1, V2))).revision();

    await(store.revokeLease(lease));

    assertThat(await(store.get(K1)).entry()).contains(new Entry(K1, V2, revision));
  }

  @Test
  void commit_putWithAnotherLease_movesTheEntry() throws Exception {
    LeaseId first = await(store.grantLease(LONG));
    LeaseId second = await(store.grantLease(LONG));
    await(store.commit(put(K1, first)));
    await(store.commit(put(K1, second)));

    await(store.revokeLease(first));
    assertThat(await(store.get(K1)).entry().orElseThrow().lease()).contains(second);

    await(store.revokeLease(second));
    assertThat(await(store.get(K1)).entry()).isEmpty();
  }

  @Test
  void commit_deletedAndWrittenAgain_outlivesTheLease() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    await(store.commit(put(K1, lease)));
    await(store.commit(Transaction.delete(K1)));
    await(store.commit(Transaction.put(K1, V2)));

    await(store.revokeLease(lease));

    assertThat(await(store.get(K1)).entry().orElseThrow().value()).isEqualTo(V2);
  }

  @Test
  void commit_putWithLeaseThatIsGone_changesNothing() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    long before = await(store.commit(Transaction.put(K1, V1))).revision();
    await(store.revokeLease(lease));

    Transaction late =
        Transaction.of(new Change.Put(K1, V2), new Change.Put(K2, V2, Optional.of(lease)));

    assertThat(await(store.commit(late))).isEqualTo(new Outcome(false, before));
    assertThat(all("")).containsExactly(new Entry(K1, V1, before));
  }

  @Test
  void leases_neverGranted_areGone() throws Exception {
    LeaseId unknown = new LeaseId(0x1234_5678_9ABCL);

    assertThat(await(store.renewLease(unknown))).isFalse();
    assertThat(await(store.leaseTime(unknown))).isEmpty();
    await(store.revokeLease(unknown));
    assertThat(await(store.commit(put(K1, unknown))).applied()).isFalse();
  }

  @Test
  void leases_afterClose_failAsClosed() throws Exception {
    LeaseId lease = await(store.grantLease(LONG));
    store.close();

    assertThat(reason(store.grantLease(LONG))).isEqualTo(Reason.CLOSED);
    assertThat(reason(store.renewLease(lease))).isEqualTo(Reason.CLOSED);
    assertThat(reason(store.revokeLease(lease))).isEqualTo(Reason.CLOSED);
    assertThat(reason(store.leaseTime(lease))).isEqualTo(Reason.CLOSED);
  }

  /**
   * Waits for a result.
   *
   * @param future the result
   * @param <T> its type
   * @return its value
   * @throws Exception if it fails
   */
  protected static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Lists a prefix page by page.
   *
   * @param prefix of the keys
   * @return all entries
   * @throws Exception if it fails
   */
  protected final List<Entry> all(String prefix) throws Exception {
    List<Entry> entries = new ArrayList<>();
    Optional<Key> after = Optional.empty();
    Listing page;
    do {
      page = await(store.list(prefix, after, StateStore.MAX_LISTED));
      entries.addAll(page.entries());
      after = entries.isEmpty() ? after : Optional.of(entries.get(entries.size() - 1).key());
    } while (page.more());
    return entries;
  }

  final long nextRevision() throws Exception {
    return await(store.get(new Key("none"))).revision() + 1;
  }

  private static Transaction put(Key key, LeaseId lease) {
    return Transaction.of(new Change.Put(key, V1, Optional.of(lease)));
  }

  static Reason reason(CompletableFuture<?> future) throws Exception {
    try {
      future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateStoreException expected) {
        return expected.reason();
      }
      throw e;
    }
    throw new AssertionError("the call succeeded");
  }
}
