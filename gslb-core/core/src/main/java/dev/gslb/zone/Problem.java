package dev.gslb.zone;

import java.util.Objects;

/**
 * One thing that is wrong with an input: where, what was found, and what would have been right.
 *
 * @param place where it is, as the author of the input would say it: a file with line and column, a
 *     path such as {@code domains[2].weight}, or an owner name
 * @param value what stands there
 * @param expected the rule that it breaks
 */
public record Problem(String place, String value, String expected) {

  /** Checks that no part is missing. */
  public Problem {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(expected, "expected");
  }

  /**
   * Returns the same problem seen from further out.
   *
   * @param outer the place that contains this one
   * @return a problem whose place is {@code outer} followed by this place
   */
  public Problem within(String outer) {
    if (place.isEmpty()) {
      return new Problem(outer, value, expected);
    }
    return new Problem(outer + (place.startsWith("[") ? "" : ".") + place, value, expected);
  }

  @Override
  public String toString() {
    return place + ": " + value + " (expected: " + expected + ")";
  }
}
