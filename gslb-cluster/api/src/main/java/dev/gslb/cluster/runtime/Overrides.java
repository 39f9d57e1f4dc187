package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The overrides in a state store, under {@code overrides/{region}/{address}/{field}}, each a JSON
 * object of {@code value}, {@code reason}, {@code source}, {@code since} and {@code expires}. Safe
 * for any thread.
 */
public final class Overrides {
  static final String PREFIX = "overrides/";

  private final StateStore store;

  /**
   * Makes a view of a store.
   *
   * @param store kept open by the caller
   */
  public Overrides(StateStore store) {
    this.store = store;
  }

  /**
   * Sets fields; others stay as they are.
   *
   * @param target what they are for
   * @param settings at least one, each of another field
   * @return completes when it is durable
   */
  public CompletableFuture<Outcome> set(OverrideTarget target, List<OverrideSetting> settings) {
    List<Change> changes = new ArrayList<>();
    for (OverrideSetting setting : settings) {
      changes.add(
          new Change.Put(key(target, setting.field()), Value.of(OverrideJson.write(setting))));
    }
    return store.commit(new Transaction(List.of(), changes));
  }

  /**
   * Clears all fields.
   *
   * @param target what they were for
   * @return completes when it is durable
   */
  public CompletableFuture<Outcome> clear(OverrideTarget target) {
    List<Change> changes = new ArrayList<>();
    for (OverrideField field : OverrideField.values()) {
      changes.add(new Change.Delete(key(target, field)));
    }
    return store.commit(new Transaction(List.of(), changes));
  }

  /** Clears a field, if it was not set again since it was read. */
  CompletableFuture<Outcome> clear(OverrideTarget target, OverrideField field, long revision) {
    Key key = key(target, field);
    return store.commit(Transaction.delete(key).when(new Condition(key, revision)));
  }

  static Key key(OverrideTarget target, OverrideField field) {
    return new Key(PREFIX + target + "/" + field.text());
  }

  /** What a key is about; empty if it is of no override. */
  static Optional<Place> place(Key key) {
    String[] parts = key.text().split("/", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    Optional<OverrideField> field = OverrideField.of(parts[3]);
    try {
      OverrideTarget target = new OverrideTarget(parts[1], parts[2]);
      return field.map(found -> new Place(target, found));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A field of a target. */
  record Place(OverrideTarget target, OverrideField field) {}

  /** A setting as it was read, with the revision that wrote it. */
  record Read(OverrideSetting setting, long revision) {
    static Read of(OverrideField field, Entry entry) {
      return new Read(OverrideJson.read(field, entry.value().text()), entry.revision());
    }
  }
}
