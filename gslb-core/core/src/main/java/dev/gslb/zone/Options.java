package dev.gslb.zone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named settings of a router or a health check, as written by an operator. Values are strings,
 * integers, decimals, booleans, durations, and lists and maps of these; anything else is refused,
 * so that two equal sets of options are always the same policy. Read them with {@link
 * OptionReader}.
 *
 * @param values the settings by name, deeply immutable
 */
public record Options(Map<String, Object> values) {
  /** No settings: every default applies. */
  public static final Options NONE = new Options(Map.of());

  /** Copies the values deeply, integers as long and decimals as double. */
  public Options {
    values = copyMap(values, "");
  }

  /**
   * Makes options with one setting.
   *
   * @param name of the setting
   * @param value its value
   * @return the options
   */
  public static Options of(String name, Object value) {
    return new Options(Map.of(name, value));
  }

  /**
   * Makes options with one setting more.
   *
   * @param name of the setting
   * @param value its value
   * @return a new set
   */
  public Options with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Options(more);
  }

  private static Map<String, Object> copyMap(Map<?, ?> map, String place) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          copy.put(name, copyValue(value, place.isEmpty() ? name : place + "." + name));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static Object copyValue(Object value, String place) {
    if (value instanceof String || value instanceof Boolean || value instanceof Duration) {
      return value;
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof Map<?, ?> map) {
      return copyMap(map, place);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      for (int i = 0; i < list.size(); i++) {
        copy.add(copyValue(list.get(i), place + "[" + i + "]"));
      }
      return Collections.unmodifiableList(copy);
    }
    throw new RefusedException(
        place, String.valueOf(value), "a string, number, boolean, duration, list or map");
  }
}
