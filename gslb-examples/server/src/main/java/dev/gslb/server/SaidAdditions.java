package dev.gslb.server;

import dev.gslb.cluster.runtime.AdditionFeed;
import dev.gslb.cluster.runtime.GeoMapping;
import dev.gslb.cluster.runtime.Registration;
import dev.gslb.config.Additions;
import dev.gslb.config.Additions.Fate;
import dev.gslb.config.EffectiveConfig;
import dev.gslb.spi.Network;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said at run time, in the words of the configuration. */
final class SaidAdditions {
  private static final Logger LOG = LoggerFactory.getLogger(SaidAdditions.class);

  /** More of them are counted, not named. */
  private static final int MOST_NAMED = 10;

  private SaidAdditions() {}

  static Additions of(AdditionFeed.Said said) {
    return new Additions(
        said.registrations().stream().map(SaidAdditions::server).toList(),
        said.mappings().stream().map(SaidAdditions::mapping).toList());
  }

  static Additions.Server server(Registration registration) {
    return new Additions.Server(
        registration.region(),
        registration.target().service(),
        registration.target().address(),
        registration.target().port(),
        registration.weight());
  }

  static Additions.Mapping mapping(GeoMapping mapping) {
    Network network = new Network(mapping.prefix().address(), mapping.prefix().prefixLength());
    return new Additions.Mapping(network, mapping.region(), mapping.comment());
  }

  static String text(Fate fate) {
    return fate.name().toLowerCase(Locale.ROOT);
  }

  /** Logs what is not served, where that is news. */
  static void report(EffectiveConfig before, EffectiveConfig now) {
    Set<String> news = new LinkedHashSet<>(unserved(now));
    unserved(before).forEach(news::remove);
    news.stream()
        .limit(MOST_NAMED)
        .forEach(text -> LOG.warn("{}; it is kept, and not served", text));
    if (news.size() > MOST_NAMED) {
      LOG.warn("... and {} more", news.size() - MOST_NAMED);
    }
    if (!now.refusal().isEmpty() && !now.refusal().equals(before.refusal())) {
      LOG.error("Refused of what is said at run time:\n{}", now.refusal());
    }
  }

  private static List<String> unserved(EffectiveConfig config) {
    List<String> unserved = new ArrayList<>();
    for (Map.Entry<Additions.Server, Fate> entry : config.serverFates().entrySet()) {
      if (entry.getValue() != Fate.ACTIVE) {
        Additions.Server server = entry.getKey();
        unserved.add(
            "the registration of "
                + EffectiveConfig.id(server)
                + " for "
                + server.service()
                + " is "
                + text(entry.getValue()));
      }
    }
    for (Map.Entry<Additions.Mapping, Fate> entry : config.mappingFates().entrySet()) {
      if (entry.getValue() != Fate.ACTIVE) {
        unserved.add(
            "the mapping of "
                + entry.getKey().network()
                + " to "
                + entry.getKey().region()
                + " is "
                + text(entry.getValue()));
      }
    }
    return unserved;
  }
}
