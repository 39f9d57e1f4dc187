package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrations in a state store, under {@code services/{service}/{address}:{port}}, each a
 * JSON object of {@code region}, {@code weight} and {@code ttl}, with a lease of its own: when the
 * lease ends, so does the registration. Safe for any thread.
 */
public final class Registrations {
  static final String PREFIX = "services/";

  private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

  /** Others may write the same key in between. */
  private static final int ATTEMPTS = 5;

  private final StateStore store;

  /**
   * Makes a view of a store.
   *
   * @param store kept open by the caller
   */
  public Registrations(StateStore store) {
    this.store = store;
  }

  /**
   * Registers a server, or renews its registration: if nothing changed, its lease alone is renewed,
   * which changes no answer and costs no revision.
   *
   * @param registration the server
   * @return completes when it is durable: true if something changed. Its time to live begins
   *     between the call and that moment
   */
  public CompletableFuture<Boolean> register(Registration registration) {
    return attempt(registration, ATTEMPTS);
  }

  private CompletableFuture<Boolean> attempt(Registration registration, int left) {
    if (left == 0) {
      return CompletableFuture.failedFuture(
          new StateStoreException(
              Reason.UNAVAILABLE, registration.target() + " is being written by others", null));
    }
    return store
        .get(key(registration.target()))
        .thenCompose(
            found -> {
              Optional<Entry> entry = found.entry().filter(one -> one.lease().isPresent());
              Optional<Registration> before = entry.flatMap(Registrations::readable);
              boolean sameTime =
                  before
                      .map(Registration::timeToLive)
                      .equals(Optional.of(registration.timeToLive()));
              return entry.isPresent() && sameTime
                  ? renew(registration, before.get().equals(registration), entry.get(), left)
                  : create(registration, found.entry(), left);
            });
  }

  private static Optional<Registration> readable(Entry entry) {
    try {
      return Optional.of(read(entry));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // written anew
    }
  }

  private CompletableFuture<Boolean> renew(
      Registration registration, boolean unchanged, Entry entry, int left) {
    LeaseId lease = entry.lease().orElseThrow();
    return store
        .renewLease(lease)
        .thenCompose(
            alive -> {
              if (!alive) {
                return attempt(registration, left - 1);
              }
              if (unchanged) {
                return CompletableFuture.completedFuture(false);
              }
              return put(registration, lease, Optional.of(entry))
                  .thenCompose(
                      outcome ->
                          outcome.applied()
                              ? CompletableFuture.completedFuture(true)
                              : attempt(registration, left - 1));
            });
  }

  private CompletableFuture<Boolean> create(
      Registration registration, Optional<Entry> before, int left) {
    return store
        .grantLease(registration.timeToLive())
        .thenCompose(
            lease ->
                put(registration, lease, before)
                    .whenComplete(
                        (outcome, error) -> {
                          if (outcome == null || !outcome.applied()) {
                            revoke(lease);
                          } else {
                            before.flatMap(Entry::lease).ifPresent(this::revoke);
                          }
                        })
                    .thenCompose(
                        outcome ->
                            outcome.applied()
                                ? CompletableFuture.completedFuture(true)
                                : attempt(registration, left - 1)));
  }

  private CompletableFuture<Outcome> put(
      Registration registration, LeaseId lease, Optional<Entry> before) {
    Key key = key(registration.target());
    Value value = Value.of(RegistrationJson.write(registration));
    Condition same = before.map(Condition::unchanged).orElse(Condition.absent(key));
    return store.commit(
        new Transaction(List.of(same), List.of(new Change.Put(key, value, Optional.of(lease)))));
  }

  /** A lease without entries costs little and ends by itself. */
  private void revoke(LeaseId lease) {
    var unused =
        store
            .revokeLease(lease)
            .whenComplete(
                (done, error) -> {
                  if (error != null) {
                    LOG.debug("lease {} ends by itself", lease, error);
                  }
                });
  }

  /**
   * Ends a registration before its time.
   *
   * @param target what it was of
   * @return completes when that is durable: true if there was one
   */
  public CompletableFuture<Boolean> deregister(RegistrationTarget target) {
    Key key = key(target);
    return store
        .get(key)
        .thenCompose(
            found ->
                store
                    .commit(Transaction.delete(key))
                    .thenApply(
                        outcome -> {
                          found.entry().flatMap(Entry::lease).ifPresent(this::revoke);
                          return found.entry().isPresent();
                        }));
  }

  static Key key(RegistrationTarget target) {
    return new Key(PREFIX + target);
  }

  /** What a key is about; empty if it is of no registration, or not in the form of {@link #key}. */
  static Optional<RegistrationTarget> place(Key key) {
    String[] parts = key.text().split("/", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      RegistrationTarget target = RegistrationTarget.of(parts[1], parts[2]);
      return key(target).equals(key) ? Optional.of(target) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if it is no registration
   */
  static Registration read(Entry entry) {
    RegistrationTarget target =
        place(entry.key())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no such key (expected: services/service/address:port)"));
    return RegistrationJson.registration(target, entry.value().text());
  }
}
