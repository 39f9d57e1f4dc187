package dev.gslb.zone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Options} by type and keeps account: each accessor notes a wrong value as a problem
 * and returns the default, and {@link #finish} refuses everything noted, as well as each option
 * that nobody asked for. Confined to one thread.
 */
public final class OptionReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final Map<String, Object> values;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Starts reading.
   *
   * @param options what to read
   */
  public OptionReader(Options options) {
    this.values = options.values();
  }

  /**
   * Reads a text.
   *
   * @param name of the option
   * @param defaultValue if it is absent
   * @return the text
   */
  public String text(String name, String defaultValue) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    return value instanceof String text ? text : wrong(name, value, "text", defaultValue);
  }

  /**
   * Reads a text that may be absent.
   *
   * @param name of the option
   * @return the text, or null
   */
  public @Nullable String optionalText(String name) {
    Object value = value(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    problem(name, value, "text");
    return null;
  }

  /**
   * Reads one of several words.
   *
   * @param name of the option
   * @param defaultValue if it is absent
   * @param allowed the words
   * @return one of them
   */
  public String oneOf(String name, String defaultValue, String... allowed) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    for (String word : allowed) {
      if (word.equals(value)) {
        return word;
      }
    }
    return wrong(name, value, "one of " + String.join(", ", allowed), defaultValue);
  }

  /**
   * Reads an integer.
   *
   * @param name of the option
   * @param defaultValue if it is absent
   * @param least the lowest value allowed
   * @param most the highest value allowed
   * @return the integer
   */
  public int integer(String name, int defaultValue, int least, int most) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (value instanceof Long number && number >= least && number <= most) {
      return number.intValue();
    }
    return wrong(name, value, least + ".." + most, defaultValue);
  }

  /**
   * Reads a decimal.
   *
   * @param name of the option
   * @param defaultValue if it is absent
   * @param least the lowest value allowed
   * @param most the highest value allowed
   * @return the number
   */
  public double decimal(String name, double defaultValue, double least, double most) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    return wrong(name, value, least + ".." + most, defaultValue);
  }

  /**
   * Reads a truth value.
   *
   * @param name of the option
   * @param defaultValue if it is absent
   * @return the value
   */
  public boolean flag(String name, boolean defaultValue) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    return value instanceof Boolean flag ? flag : wrong(name, value, "true or false", defaultValue);
  }

  /**
   * Reads a duration, such as {@code 500ms}, {@code 30s}, {@code 5m} or {@code 1h}.
   *
   * @param name of the option
   * @param defaultValue if it is absent
   * @return the duration
   */
  public Duration duration(String name, Duration defaultValue) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (value instanceof Duration duration) {
      return duration;
    }
    Duration parsed = value instanceof String text ? parseDuration(text) : null;
    return parsed != null ? parsed : wrong(name, value, "a duration such as 30s", defaultValue);
  }

  /**
   * Parses a duration.
   *
   * @param text digits and one of the units ms, s, m, h
   * @return the duration, or null if the text is something else
   */
  public static @Nullable Duration parseDuration(String text) {
    Matcher match = DURATION.matcher(text);
    if (!match.matches()) {
      return null;
    }
    long amount = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /**
   * Reads a list of texts.
   *
   * @param name of the option
   * @return the texts; empty if the option is absent
   */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object value : list(name)) {
      if (value instanceof String text) {
        texts.add(text);
      } else {
        problem(name + "[" + texts.size() + "]", value, "text");
      }
    }
    return texts;
  }

  /**
   * Reads a list of groups of options.
   *
   * @param name of the option
   * @return the groups; empty if the option is absent
   */
  public List<Options> groups(String name) {
    List<Options> groups = new ArrayList<>();
    for (Object value : list(name)) {
      if (value instanceof Map<?, ?> map) {
        groups.add(asOptions(map));
      } else {
        problem(name + "[" + groups.size() + "]", value, "a map");
      }
    }
    return groups;
  }

  /**
   * Reads a group of options.
   *
   * @param name of the option
   * @return the group; empty if the option is absent
   */
  public Options group(String name) {
    Object value = value(name);
    if (value == null) {
      return Options.NONE;
    }
    return value instanceof Map<?, ?> map
        ? asOptions(map)
        : wrong(name, value, "a map", Options.NONE);
  }

  /**
   * Notes a problem that only the caller can see.
   *
   * @param name of the option, with its path inside it
   * @param value what stands there
   * @param expected the rule that it breaks
   */
  public void problem(String name, Object value, String expected) {
    problems.add(new Problem(name, String.valueOf(value), expected));
  }

  /**
   * Ends the reading.
   *
   * @throws RefusedException if a value was wrong or an option is unknown
   */
  public void finish() {
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        String expected = asked.isEmpty() ? "no options" : "one of " + String.join(", ", asked);
        problem(entry.getKey(), entry.getValue(), expected);
      }
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
  }

  private @Nullable Object value(String name) {
    asked.add(name);
    return values.get(name);
  }

  private List<?> list(String name) {
    Object value = value(name);
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list ? list : wrong(name, value, "a list", List.of());
  }

  private <T> T wrong(String name, Object value, String expected, T defaultValue) {
    problem(name, value, expected);
    return defaultValue;
  }

  @SuppressWarnings("unchecked") // Options copies every nested map with text keys
  private static Options asOptions(Map<?, ?> map) {
    return new Options((Map<String, Object>) map);
  }
}
