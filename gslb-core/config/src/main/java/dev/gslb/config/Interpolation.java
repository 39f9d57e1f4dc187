package dev.gslb.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:-default}</code> in one scalar by what the
 * environment says. The default stands in for a variable that is unset or empty; a second dollar
 * before it makes a reference literal. What was put in is not looked at again.
 */
final class Interpolation {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_]*+)(?::-([^}]*+))?\\}|(\\$\\{)");

  private final Map<String, String> environment;

  Interpolation(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  static boolean isNeeded(String text) {
    return text.contains("${");
  }

  /** Returns the text with its references replaced, or null after a problem was noted. */
  @Nullable String apply(String text, Place place, Problems problems) {
    Matcher match = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    boolean good = true;
    while (match.find()) {
      String value = match.group(1) != null ? match.group(1) : replacement(match, place, problems);
      good &= value != null;
      match.appendReplacement(out, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return good ? match.appendTail(out).toString() : null;
  }

  private @Nullable String replacement(Matcher match, Place place, Problems problems) {
    String name = match.group(2);
    if (name == null) {
      problems.add(
          place, "${ without a name and }", "${NAME}, ${NAME:-default}, or $${ for itself");
      return null;
    }
    String value = environment.get(name);
    String otherwise = match.group(3);
    if (otherwise != null && (value == null || value.isEmpty())) {
      return otherwise;
    }
    if (value == null) {
      problems.add(
          place, "${" + name + "}", "a variable that is set, or a default: ${" + name + ":-...}");
    }
    return value;
  }
}
