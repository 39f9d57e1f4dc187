package dev.gslb.cluster.runtime;

import dev.gslb.zone.PolicyMember;
import java.util.Locale;
import java.util.Optional;

/** What of an endpoint an override says. */
public enum OverrideField {
  /** Its weight, 0 to 65535; 0 takes it out. */
  WEIGHT,
  /** Whether it is in use: 0 or 1. */
  ENABLED,
  /** Whether it works: 0 or 1. */
  HEALTHY,
  /** How long it takes to drain from when it was said, in seconds: 0 to 86400. */
  DRAIN;

  /**
   * Returns the name in keys and in JSON.
   *
   * @return in lower case
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<OverrideField> of(String text) {
    for (OverrideField field : values()) {
      if (field.text().equals(text)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  int greatest() {
    return switch (this) {
      case WEIGHT -> PolicyMember.MAX_WEIGHT;
      case DRAIN -> (int) Drain.LONGEST.toSeconds();
      case ENABLED, HEALTHY -> 1;
    };
  }
}
