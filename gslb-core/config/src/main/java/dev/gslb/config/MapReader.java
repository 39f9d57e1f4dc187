package dev.gslb.config;

import dev.gslb.zone.RefusedException;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a section by key and type and keeps account: a wrong value is noted as a problem and the
 * default returned, and {@link #finish} notes every key that nobody asked for.
 */
final class MapReader {
  static final String NOT_SUPPORTED = "not supported by this version";

  private final Node.Section section;
  private final Problems problems;
  private final Set<String> asked = new LinkedHashSet<>();

  MapReader(Node.Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  /** Starts reading a node, which should be a map. Returns null, and notes it, if it is not. */
  static @Nullable MapReader of(Node node, Problems problems) {
    if (node instanceof Node.Section section) {
      return new MapReader(section, problems);
    }
    mismatch(node, "a map", problems);
    return null;
  }

  Node.Section section() {
    return section;
  }

  Problems problems() {
    return problems;
  }

  boolean has(String key) {
    return get(key) != null;
  }

  /** The value's place; the section's if it is absent. */
  Place place(String key) {
    Node node = section.get(key);
    return node == null ? section.place() : node.place();
  }

  /** The value, whatever it is; null if it is absent or empty. */
  @Nullable Node get(String key) {
    asked.add(key);
    Node node = section.get(key);
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL ? null : node;
  }

  Node.@Nullable Scalar scalar(String key, String expected) {
    asked.add(key);
    Node node = section.get(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Node.Scalar scalar
        && scalar.kind() != Node.Kind.NULL
        && scalar.kind() != Node.Kind.BROKEN) {
      return scalar;
    }
    mismatch(node, expected, problems);
    return null;
  }

  @Nullable String text(String key, String expected) {
    Node.Scalar scalar = scalar(key, expected);
    if (scalar != null && scalar.text().isEmpty()) {
      problems.add(scalar, expected);
      return null;
    }
    return scalar == null ? null : scalar.text();
  }

  /** A path; a relative one begins at the directory of the file that names it. */
  @Nullable Path path(String key, String expected) {
    Node.Scalar scalar = scalar(key, expected);
    Path path = scalar == null ? null : path(scalar);
    if (scalar != null && path == null) {
      problems.add(scalar, expected);
    }
    return path;
  }

  /** The path that a text is; null if it is none. */
  static @Nullable Path path(Node.Scalar text) {
    try {
      return text.text().isEmpty() ? null : text.place().source().resolve(text.text());
    } catch (InvalidPathException e) {
      return null;
    }
  }

  String text(String key, String defaultValue, String expected) {
    String text = text(key, expected);
    return text == null ? defaultValue : text;
  }

  /** A text that must be there; empty, and noted, if it is not. */
  String required(String key, String expected) {
    if (section.get(key) == null) {
      asked.add(key);
      problems.add(section.place().missing(key), "missing", expected);
      return "";
    }
    return text(key, "", expected);
  }

  /** A text with a form of its own. The parser returns null for a text of another form. */
  <T> @Nullable T parsed(String key, String expected, Function<String, @Nullable T> parser) {
    Node.Scalar scalar = scalar(key, expected);
    if (scalar == null) {
      return null;
    }
    T value = parser.apply(scalar.text());
    if (value == null) {
      problems.add(scalar, expected);
    }
    return value;
  }

  <T> T parsed(String key, T defaultValue, String expected, Function<String, @Nullable T> parser) {
    T value = parsed(key, expected, parser);
    return value == null ? defaultValue : value;
  }

  <T> T oneOf(String key, T defaultValue, Map<String, T> allowed) {
    return parsed(key, defaultValue, "one of " + String.join(", ", allowed.keySet()), allowed::get);
  }

  int integer(String key, int defaultValue, int least, int most) {
    String expected = least + ".." + most;
    Node.Scalar scalar = scalar(key, expected);
    if (scalar == null) {
      return defaultValue;
    }
    BigInteger value = Scalars.integer(scalar);
    if (value == null
        || value.compareTo(BigInteger.valueOf(least)) < 0
        || value.compareTo(BigInteger.valueOf(most)) > 0) {
      problems.add(scalar, expected);
      return defaultValue;
    }
    return value.intValueExact();
  }

  boolean flag(String key, boolean defaultValue) {
    Node.Scalar scalar = scalar(key, "true or false");
    if (scalar == null) {
      return defaultValue;
    }
    if (scalar.kind() != Node.Kind.FLAG) {
      problems.add(scalar, "true or false");
      return defaultValue;
    }
    return scalar.text().equalsIgnoreCase("true");
  }

  @Nullable Duration duration(String key) {
    return parsed(key, "a duration such as 30s, 500ms or 1m30s", Scalars::duration);
  }

  /** Reads a duration that has bounds. */
  Duration duration(String key, Duration defaultValue, Duration least, Duration most) {
    return parsed(
        key,
        defaultValue,
        "a duration of " + Scalars.text(least) + " to " + Scalars.text(most),
        text -> {
          Duration read = Scalars.duration(text);
          boolean fits = read != null && read.compareTo(least) >= 0 && read.compareTo(most) <= 0;
          return fits ? read : null;
        });
  }

  List<Node> list(String key) {
    Node node = get(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof Node.Items list) {
      return list.items();
    }
    mismatch(node, "a list", problems);
    return List.of();
  }

  List<MapReader> maps(String key) {
    List<MapReader> maps = new ArrayList<>();
    for (Node item : list(key)) {
      MapReader map = of(item, problems);
      if (map != null) {
        maps.add(map);
      }
    }
    return maps;
  }

  /** The texts of a list, with their places. */
  List<Node.Scalar> texts(String key, String expected) {
    return texts(list(key), expected);
  }

  /** The texts of a list; or one text, standing for a list of itself. */
  List<Node.Scalar> textOrTexts(String key, String expected) {
    Node node = get(key);
    if (node == null) {
      return List.of();
    }
    return texts(node instanceof Node.Items list ? list.items() : List.of(node), expected);
  }

  private List<Node.Scalar> texts(List<Node> items, String expected) {
    List<Node.Scalar> texts = new ArrayList<>();
    for (Node item : items) {
      if (item instanceof Node.Scalar scalar
          && scalar.kind() != Node.Kind.BROKEN
          && scalar.kind() != Node.Kind.NULL
          && !scalar.text().isEmpty()) {
        texts.add(scalar);
      } else {
        mismatch(item, expected, problems);
      }
    }
    return texts;
  }

  /** A section inside this one; null if it is absent or not a section. */
  @Nullable MapReader map(String key) {
    Node node = get(key);
    return node == null ? null : of(node, problems);
  }

  /** Refuses keys of features that this version lacks. */
  void unsupported(String... keys) {
    for (String key : keys) {
      Node.Entry entry = section.entries().get(key);
      if (entry != null) {
        asked.add(key);
        problems.add(entry.keyPlace(), entry.value().describe(), NOT_SUPPORTED);
      }
    }
  }

  /** Refuses keys that have no meaning beside what is set elsewhere. */
  void onlyWith(String other, String... keys) {
    for (String key : keys) {
      Node.Entry entry = section.entries().get(key);
      asked.add(key);
      if (entry != null) {
        problems.add(entry.keyPlace(), entry.value().describe(), "none, but with " + other);
      }
    }
  }

  /** Notes every entry that was not asked for. */
  void finish() {
    finish(Set.of());
  }

  /** Notes every entry that was not asked for; some that were are not worth naming. */
  void finish(Set<String> unnamed) {
    Set<String> known = new LinkedHashSet<>(asked);
    known.removeAll(unnamed);
    section
        .entries()
        .forEach(
            (key, entry) -> {
              if (!asked.contains(key)) {
                problems.add(entry.keyPlace(), "unknown key", "one of " + String.join(", ", known));
              }
            });
  }

  /** The entries other than these, as a section. */
  Node.Section without(String... keys) {
    Map<String, Node.Entry> rest = new LinkedHashMap<>(section.entries());
    rest.keySet().removeAll(Arrays.asList(keys));
    asked.addAll(rest.keySet());
    return new Node.Section(section.place(), rest);
  }

  /** Runs a constructor that may refuse, its places being relative to this section. */
  <T> @Nullable T make(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (RefusedException e) {
      problems.addBelow(section, e);
      return null;
    }
  }

  private static void mismatch(Node node, String expected, Problems problems) {
    if (!(node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BROKEN)) {
      problems.add(node, expected);
    }
  }
}
