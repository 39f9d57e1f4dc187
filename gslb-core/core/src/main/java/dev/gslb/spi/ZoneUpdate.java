package dev.gslb.spi;

import dev.gslb.zone.RRset;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an update makes of some RRsets of a zone, above what the zone's file says. An RRset that is
 * forgotten is as the file says from then on, as if no update had ever touched it.
 *
 * @param change RRsets that are there whatever the file says, and those that are not
 * @param forgotten owners and types of which nothing is to be remembered; none that the change has
 */
public record ZoneUpdate(ZoneChange change, Set<ZoneChange.Key> forgotten) {
  /** Copies the set. */
  public ZoneUpdate {
    forgotten = Set.copyOf(forgotten);
  }

  /**
   * Makes an update that forgets nothing.
   *
   * @param change what comes and goes
   * @return the update
   */
  public static ZoneUpdate of(ZoneChange change) {
    return new ZoneUpdate(change, Set.of());
  }

  /**
   * Adds up updates that are made one after the other.
   *
   * @param updates in their order
   * @return the update that does the same at once
   */
  public static ZoneUpdate sum(Iterable<ZoneUpdate> updates) {
    Map<ZoneChange.Key, Optional<RRset>> content = new LinkedHashMap<>();
    Set<ZoneChange.Key> forgotten = new LinkedHashSet<>();
    for (ZoneUpdate update : updates) {
      forgotten.removeAll(update.keys());
      forgotten.addAll(update.forgotten);
      update.putTo(content);
    }
    List<ZoneChange.Key> removed = new ArrayList<>();
    List<RRset> added = new ArrayList<>();
    content.forEach((key, rrset) -> rrset.ifPresentOrElse(added::add, () -> removed.add(key)));
    return new ZoneUpdate(new ZoneChange(removed, added), forgotten);
  }

  /**
   * Puts this update over what those before it came to.
   *
   * @param content the RRsets that updates touched: what each is, or empty if it is gone
   */
  public void putTo(Map<ZoneChange.Key, Optional<RRset>> content) {
    content.keySet().removeAll(forgotten);
    change.removed().forEach(key -> content.put(key, Optional.empty()));
    change.added().forEach(rrset -> content.put(ZoneChange.Key.of(rrset), Optional.of(rrset)));
  }

  /**
   * Returns the places of all RRsets that this update touches.
   *
   * @return a new set
   */
  public Set<ZoneChange.Key> keys() {
    Set<ZoneChange.Key> keys = new LinkedHashSet<>(change.removed());
    change.added().forEach(rrset -> keys.add(ZoneChange.Key.of(rrset)));
    keys.addAll(forgotten);
    return keys;
  }
}
