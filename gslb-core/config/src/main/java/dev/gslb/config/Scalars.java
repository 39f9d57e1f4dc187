package dev.gslb.config;

import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns nodes into plain values. */
final class Scalars {
  private static final int LONGEST_NUMBER = 24;
  private static final Pattern DURATION_PART = Pattern.compile("\\d{1,9}(ms|s|m|h)");

  private Scalars() {}

  /**
   * The value of an integer scalar, in decimal, {@code 0x} or {@code 0o}; null for another kind.
   */
  static @Nullable BigInteger integer(Node.Scalar scalar) {
    String text = scalar.text();
    if (scalar.kind() != Node.Kind.INTEGER || text.length() > LONGEST_NUMBER) {
      return null;
    }
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o")
        ? new BigInteger(text.substring(2), 8)
        : new BigInteger(text.startsWith("+") ? text.substring(1) : text);
  }

  /** The value of a decimal or integer scalar; null for another kind, infinity, or not a number. */
  static @Nullable Double decimal(Node.Scalar scalar) {
    BigInteger integer = integer(scalar);
    if (integer != null) {
      return integer.doubleValue();
    }
    String text = scalar.text();
    if (scalar.kind() != Node.Kind.DECIMAL
        || text.length() > LONGEST_NUMBER
        || text.chars().anyMatch(c -> "nNfF".indexOf(c) >= 0)) {
      return null;
    }
    return Double.valueOf(text);
  }

  /** A sum of parts such as {@code 1m30s}; null if it is none. */
  static @Nullable Duration duration(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    int end = 0;
    if (text.length() > LONGEST_NUMBER) {
      return null;
    }
    while (end < text.length() && part.find(end) && part.start() == end) {
      Duration one = OptionReader.parseDuration(part.group());
      sum = one == null ? sum : sum.plus(one);
      end = part.end();
    }
    return end == text.length() && end > 0 ? sum : null;
  }

  /** A duration as it is written in a file. */
  static String text(Duration duration) {
    return duration.toMillisPart() == 0
        ? duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT)
        : duration.toMillis() + "ms";
  }

  /** The section's entries as options. A value that has none of their types is a problem. */
  static Options options(Node.Section section, Problems problems) {
    return options(section, Set.of(), problems);
  }

  /** The same, with paths under these keys: relative ones begin at the directory of the file. */
  static Options options(Node.Section section, Set<String> paths, Problems problems) {
    return new Options(map(section, paths, problems));
  }

  private static Map<String, Object> map(
      Node.Section section, Set<String> paths, Problems problems) {
    Map<String, Object> values = new LinkedHashMap<>();
    section
        .entries()
        .forEach(
            (key, entry) -> {
              Object value = value(entry.value(), paths, problems);
              if (value instanceof String && paths.contains(key)) {
                Path path = MapReader.path((Node.Scalar) entry.value());
                value = path == null ? value : path.toString(); // the backend says what is wrong
              }
              if (value != null) {
                values.put(key, value);
              }
            });
    return values;
  }

  private static @Nullable Object value(Node node, Set<String> paths, Problems problems) {
    if (node instanceof Node.Section section) {
      return map(section, paths, problems);
    }
    if (node instanceof Node.Items list) {
      List<Object> values = new ArrayList<>();
      for (Node item : list.items()) {
        Object value = value(item, paths, problems);
        if (value != null) {
          values.add(value);
        }
      }
      return values;
    }
    Node.Scalar scalar = (Node.Scalar) node;
    return switch (scalar.kind()) {
      case TEXT -> scalar.text();
      case FLAG -> scalar.text().equalsIgnoreCase("true");
      case INTEGER -> integerOption(scalar, problems);
      case DECIMAL -> noted(decimal(scalar), scalar, "a finite number", problems);
      case NULL -> noted(null, scalar, "a value", problems);
      case BROKEN -> null;
    };
  }

  private static @Nullable Object integerOption(Node.Scalar scalar, Problems problems) {
    BigInteger value = integer(scalar);
    boolean fits = value != null && value.bitLength() < Long.SIZE;
    return noted(
        value != null && fits ? value.longValue() : null,
        scalar,
        "an integer of 64 bits",
        problems);
  }

  private static @Nullable Object noted(
      @Nullable Object value, Node.Scalar scalar, String expected, Problems problems) {
    if (value == null) {
      problems.add(scalar, expected);
    }
    return value;
  }
}
