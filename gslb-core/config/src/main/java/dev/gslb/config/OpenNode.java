package dev.gslb.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list or map whose end was not read yet. Confined to one {@link YamlReader}. */
final class OpenNode {
  private static final String MERGE = "<<";

  private final @Nullable OpenNode around;
  private final Place place;
  private final String anchor;
  private final int valuesBefore;
  private final boolean map;
  private final List<Node> items = new ArrayList<>();
  private final Map<String, Node.Entry> entries = new LinkedHashMap<>();
  private final List<Node> merged = new ArrayList<>();
  private @Nullable String key;
  private boolean merging;
  private boolean skipping;
  private Place keyPlace;

  OpenNode(@Nullable OpenNode around, Place place, boolean map, String anchor, int valuesBefore) {
    this.around = around;
    this.place = place;
    this.keyPlace = place;
    this.map = map;
    this.anchor = anchor;
    this.valuesBefore = valuesBefore;
  }

  @Nullable OpenNode around() {
    return around;
  }

  Place place() {
    return place;
  }

  String anchor() {
    return anchor;
  }

  /** The number of values read before this one, itself included. */
  int valuesBefore() {
    return valuesBefore;
  }

  boolean wantsKey() {
    return map && key == null;
  }

  /** The place of what comes next. */
  Place child(int line, int column) {
    if (map) {
      return key == null
          ? new Place(place.source(), line, column, place.parent(), place.segment())
          : place.child(key, line, column);
    }
    return place.child("[" + items.size() + "]", line, column);
  }

  void key(String text, boolean plain, Place at, Problems problems) {
    key = text;
    keyPlace = place.child(text, at.line(), at.column());
    merging = plain && text.equals(MERGE);
    Node.Entry first = entries.get(text);
    skipping = first != null && !merging;
    if (skipping && first != null) {
      problems.add(
          keyPlace, "a key given twice", "each key once; also at " + first.keyPlace().position());
    }
  }

  void value(Node node) {
    if (!map) {
      items.add(node);
      return;
    }
    if (merging) {
      merged.add(node);
    } else if (!skipping && key != null) {
      entries.put(key, new Node.Entry(keyPlace, node));
    }
    key = null;
  }

  /** Adds what {@code <<} brings in: keys that are not written here. Returns how many. */
  int merge(Problems problems) {
    int before = entries.size();
    for (Node node : merged) {
      List<Node> sources = node instanceof Node.Items list ? list.items() : List.of(node);
      for (Node source : sources) {
        if (source instanceof Node.Section section) {
          section.entries().forEach(entries::putIfAbsent);
        } else {
          problems.add(source, "a map to merge");
        }
      }
    }
    return entries.size() - before;
  }

  Node close() {
    return map ? new Node.Section(place, entries) : new Node.Items(place, items);
  }
}
