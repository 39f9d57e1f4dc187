package dev.gslb.config;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code access}, of the document and of single zones. */
final class AccessReader {
  private static final String QUERIES = "queries";

  private final TransfersReader keys;
  private final Map<DomainName, List<AccessRule>> zones = new LinkedHashMap<>();
  private List<AccessRule> defaults = QueryAccess.EVERYBODY.defaults();

  /**
   * Makes a reader.
   *
   * @param keys knows the keys that rules may name; must have read them
   */
  AccessReader(TransfersReader keys) {
    this.keys = keys;
  }

  /** Reads the section of the document. */
  void read(@Nullable MapReader access) {
    List<AccessRule> rules = rules(access);
    if (rules != null) {
      defaults = rules;
    }
  }

  /** Reads the section of a zone; if it sets nothing, what holds for all zones holds. */
  void readZone(@Nullable DomainName apex, @Nullable MapReader access) {
    List<AccessRule> rules = rules(access);
    if (apex != null && rules != null) {
      zones.put(apex, rules);
    }
  }

  private @Nullable List<AccessRule> rules(@Nullable MapReader access) {
    if (access == null) {
      return null;
    }
    List<AccessRule> rules = keys.rules(access, QUERIES);
    if (!access.has(QUERIES)) {
      // A list that was forgotten, or left without a value, must not permit everybody.
      access
          .problems()
          .add(access.section().place().missing(QUERIES), "missing", TransfersReader.RULES);
    }
    access.finish();
    return rules;
  }

  QueryAccess config() {
    return new QueryAccess(defaults, zones);
  }
}
