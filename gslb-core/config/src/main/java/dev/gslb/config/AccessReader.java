package dev.gslb.config;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Network;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code access}, of the document and of single zones. */
final class AccessReader {
  private static final String QUERIES = "queries";
  private static final String RULES =
      "a list of networks such as 192.0.2.0/24, or of maps with network and key";

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
    Node node = access.get(QUERIES);
    List<AccessRule> rules = new ArrayList<>();
    if (node instanceof Node.Items list) {
      list.items().forEach(item -> read(item, access.problems(), rules));
    } else if (node instanceof Node.Scalar) {
      read(node, access.problems(), rules);
    } else {
      // A list that was forgotten, or left without a value, must not permit everybody.
      access.problems().add(access.section().place().missing(QUERIES), "missing", RULES);
    }
    access.finish();
    return rules;
  }

  private void read(Node item, Problems problems, List<AccessRule> rules) {
    if (item instanceof Node.Section section) {
      rules.add(keys.rule(new MapReader(section, problems)));
    } else if (item instanceof Node.Scalar text) {
      Network network = Addresses.network(text.text());
      if (network != null) {
        rules.add(AccessRule.from(network));
      } else if (text.kind() != Node.Kind.BROKEN) {
        problems.add(text, Addresses.NETWORK);
      }
    } else {
      problems.add(item, Addresses.NETWORK);
    }
  }

  QueryAccess config() {
    return new QueryAccess(defaults, zones);
  }
}
