package dev.gslb.health;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The HTTP status codes that count as success. Immutable. */
final class StatusSet {

  static final String EXPECTED = "a status 100..599, or a range such as 200-299";

  private static final Pattern FORM = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

  private final BitSet codes = new BitSet(600);
  private final List<String> parts = new ArrayList<>();

  static StatusSet of(String range) {
    StatusSet set = new StatusSet();
    if (!set.add(range)) {
      throw new IllegalArgumentException(range + " (expected: " + EXPECTED + ")");
    }
    return set;
  }

  /** Reads codes and ranges. Returns null if one of them, which {@code wrong} gets, is neither. */
  static @Nullable StatusSet parse(List<String> parts, List<String> wrong) {
    StatusSet set = new StatusSet();
    for (String part : parts) {
      if (!set.add(part)) {
        wrong.add(part);
      }
    }
    return wrong.isEmpty() ? set : null;
  }

  boolean contains(int status) {
    return codes.get(status);
  }

  @Override
  public String toString() {
    return String.join(", ", parts);
  }

  private boolean add(String part) {
    Matcher match = FORM.matcher(part);
    if (!match.matches()) {
      return false;
    }
    int first = Integer.parseInt(match.group(1));
    int last = match.group(2) == null ? first : Integer.parseInt(match.group(2));
    if (last < first) {
      return false;
    }
    codes.set(first, last + 1);
    parts.add(part);
    return true;
  }
}
