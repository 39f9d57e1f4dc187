package dev.gslb.config;

import dev.gslb.zone.DomainName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses domain names. */
final class Names {
  private Names() {}

  /** Parses a name; null if it is none. */
  static @Nullable DomainName domain(String text) {
    try {
      return DomainName.of(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Parses the mailbox of a person in charge: a domain name, or an address whose local part becomes
   * the first label (RFC 1035 section 8).
   */
  static @Nullable DomainName mailbox(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return domain(text);
    }
    String local = text.substring(0, at).replace("\\", "\\\\").replace(".", "\\.");
    return local.isEmpty() ? null : domain(local + "." + text.substring(at + 1));
  }

  /** The form in which names are compared as text: lower case, without the final dot. */
  static String plain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
