package dev.gslb.cluster;

import java.util.regex.Pattern;

/**
 * The name of a node, of one process in a cluster. It stays the same over restarts.
 *
 * @param value 1 to 63 letters, digits, dots, dashes and underscores, beginning with a letter or
 *     digit
 */
public record NodeId(String value) implements Comparable<NodeId> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** Checks the form. */
  public NodeId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "node '"
              + value
              + "' (expected: 1 to 63 letters, digits, dots, dashes, underscores, the first a"
              + " letter or digit)");
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
