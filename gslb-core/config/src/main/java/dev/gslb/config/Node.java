package dev.gslb.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a YAML document with its place. An alias is the very node that its anchor names. */
sealed interface Node {
  Place place();

  /** What stands there, in a few words, for a message. */
  String describe();

  /** What a scalar was resolved to (YAML 1.2 core schema, section 10.3). */
  enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    FLAG,
    NULL,
    /** Its references could not be replaced; that is a problem already. */
    BROKEN
  }

  /**
   * A scalar.
   *
   * @param text its content; references to the environment are already replaced
   */
  record Scalar(Place place, Kind kind, String text) implements Node {
    private static final int LONGEST_SHOWN = 80;

    Scalar withText(String text) {
      return new Scalar(place, Kind.TEXT, text);
    }

    @Override
    public String describe() {
      if (kind == Kind.NULL) {
        return "no value";
      }
      String shown =
          text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
      return shown.isEmpty() ? "''" : shown.replaceAll("\\p{Cntrl}", "?");
    }
  }

  /** A sequence. */
  record Items(Place place, List<Node> items) implements Node {
    public Items {
      items = Collections.unmodifiableList(items);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A mapping with text keys, in the order written. */
  record Section(Place place, Map<String, Entry> entries) implements Node {
    public Section {
      entries = Collections.unmodifiableMap(entries);
    }

    @Nullable Node get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /** The same section with one entry set. */
    Section with(String key, Node value) {
      Map<String, Entry> more = new LinkedHashMap<>(entries);
      more.put(key, new Entry(value.place(), value));
      return new Section(place, more);
    }

    @Override
    public String describe() {
      return "a map";
    }
  }

  /**
   * One entry of a section.
   *
   * @param keyPlace where the key stands
   * @param value what it is set to
   */
  record Entry(Place keyPlace, Node value) {}
}
