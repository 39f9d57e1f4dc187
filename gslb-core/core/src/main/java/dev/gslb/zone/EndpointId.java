package dev.gslb.zone;

/**
 * The identity of an endpoint. Everything said of the same id, in any policy, is said of the same
 * endpoint: it has one state.
 *
 * @param value 1 to 255 characters without white space, such as {@code us-east/10.0.1.10:80}
 */
public record EndpointId(String value) implements Comparable<EndpointId> {
  /** Checks the form. */
  public EndpointId {
    if (value.isEmpty()
        || value.length() > 255
        || value.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "endpoint id '" + value + "' (expected: 1 to 255 characters without white space)");
    }
  }

  @Override
  public int compareTo(EndpointId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
