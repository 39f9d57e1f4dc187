package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of check that were found, by name. The first provider of a name wins. Immutable. */
final class CheckKinds {

  private final Map<String, HealthCheckProvider> byKind = new TreeMap<>();

  CheckKinds(List<HealthCheckProvider> providers) {
    for (HealthCheckProvider provider : providers) {
      byKind.putIfAbsent(provider.kind(), provider);
    }
  }

  void validate(HealthCheckConfig config) {
    provider(config).validate(config);
  }

  HealthCheck create(HealthCheckConfig config) {
    return provider(config).create(config);
  }

  private HealthCheckProvider provider(HealthCheckConfig config) {
    HealthCheckProvider provider = byKind.get(config.kind());
    if (provider == null) {
      throw new RefusedException(
          "kind", config.kind(), "one of " + String.join(", ", byKind.keySet()));
    }
    return provider;
  }
}
