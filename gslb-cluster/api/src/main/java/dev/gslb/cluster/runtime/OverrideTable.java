package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.zone.EndpointId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store says, entry by entry, and what follows from it. Confined to one thread. */
final class OverrideTable {
  private static final Logger LOG = LoggerFactory.getLogger(OverrideTable.class);

  private final Map<OverrideTarget, Map<OverrideField, Overrides.Read>> byTarget = new TreeMap<>();

  void put(Entry entry) {
    Optional<Overrides.Place> place = Overrides.place(entry.key());
    if (place.isEmpty()) {
      LOG.warn("{} is passed over (expected: overrides/region/address/field)", entry.key());
      return;
    }
    try {
      Overrides.Read read = Overrides.Read.of(place.get().field(), entry);
      byTarget
          .computeIfAbsent(place.get().target(), target -> new EnumMap<>(OverrideField.class))
          .put(place.get().field(), read);
    } catch (IllegalArgumentException e) {
      LOG.warn("{} is passed over: {}", entry.key(), e.getMessage());
      remove(entry.key());
    }
  }

  void apply(long revision, List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        put(new Entry(put.key(), put.value(), revision));
      } else {
        remove(change.key());
      }
    }
  }

  private void remove(Key key) {
    Optional<Overrides.Place> place = Overrides.place(key);
    if (place.isPresent()) {
      byTarget.computeIfPresent(
          place.get().target(),
          (target, fields) -> {
            fields.remove(place.get().field());
            return fields.isEmpty() ? null : fields;
          });
    }
  }

  /** What is in effect, by endpoint. What is said of one endpoint goes before what of several. */
  Map<EndpointId, EndpointOverride> inEffect(EndpointIndex index, Instant now) {
    Map<EndpointId, Map<OverrideField, OverrideSetting>> merged = new TreeMap<>();
    List<OverrideView> views = new ArrayList<>(views(index, now));
    views.sort(Comparator.comparing(view -> index.isExact(view.target())));
    for (OverrideView view : views) {
      for (EndpointId id : view.endpoints()) {
        merged
            .computeIfAbsent(id, key -> new EnumMap<>(OverrideField.class))
            .putAll(view.settings());
      }
    }
    Map<EndpointId, EndpointOverride> inEffect = new HashMap<>();
    merged.forEach((id, settings) -> inEffect.put(id, override(settings, now)));
    return inEffect;
  }

  private static EndpointOverride override(
      Map<OverrideField, OverrideSetting> settings, Instant now) {
    OverrideSetting weight = settings.get(OverrideField.WEIGHT);
    Optional<Drain> drain =
        Optional.ofNullable(settings.get(OverrideField.DRAIN)).flatMap(OverrideSetting::drain);
    return new EndpointOverride(
        weight == null ? OptionalInt.empty() : OptionalInt.of(weight.value()),
        flag(settings, OverrideField.ENABLED),
        flag(settings, OverrideField.HEALTHY),
        drain.isEmpty() ? OptionalInt.empty() : OptionalInt.of(drain.get().sharePermille(now)));
  }

  private static Optional<Boolean> flag(
      Map<OverrideField, OverrideSetting> settings, OverrideField field) {
    return Optional.ofNullable(settings.get(field)).map(setting -> setting.value() == 1);
  }

  /** All targets of which something is said that has not expired. */
  List<OverrideView> views(EndpointIndex index, Instant now) {
    List<OverrideView> views = new ArrayList<>();
    byTarget.forEach(
        (target, fields) -> {
          Map<OverrideField, OverrideSetting> settings = new EnumMap<>(OverrideField.class);
          fields.forEach(
              (field, read) -> {
                if (!read.setting().isOver(now)) {
                  settings.put(field, read.setting());
                }
              });
          if (!settings.isEmpty()) {
            views.add(new OverrideView(target, settings, List.copyOf(index.find(target))));
          }
        });
    return views;
  }

  /** A field that has expired, to be cleared in the store. */
  record Over(OverrideTarget target, OverrideField field, long revision) {}

  Collection<Over> over(Instant now) {
    List<Over> over = new ArrayList<>();
    byTarget.forEach(
        (target, fields) ->
            fields.forEach(
                (field, read) -> {
                  if (read.setting().isOver(now)) {
                    over.add(new Over(target, field, read.revision()));
                  }
                }));
    return over;
  }

  /** Whether anything ends by itself. */
  boolean hasExpiries() {
    return any(setting -> setting.expires().isPresent());
  }

  /** Whether a share changes by itself after a moment. */
  boolean drainsAfter(Instant moment) {
    return any(
        setting -> setting.drain().isPresent() && setting.drain().get().end().isAfter(moment));
  }

  private boolean any(Predicate<OverrideSetting> what) {
    return byTarget.values().stream()
        .flatMap(fields -> fields.values().stream())
        .anyMatch(read -> what.test(read.setting()));
  }
}
