package dev.gslb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Providers;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.RefusedException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServicesTest {

  @Test
  void provides_inModuleAndOnClassPath_areTheSame() throws Exception {
    URI classes = HealthMetrics.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    ModuleDescriptor module =
        ModuleFinder.of(Path.of(classes)).find("dev.gslb.health").orElseThrow().descriptor();
    Map<String, List<String>> inModule = new TreeMap<>();
    module.provides().forEach(service -> inModule.put(service.service(), service.providers()));

    Map<String, List<String>> onClassPath = new TreeMap<>();
    for (Class<?> service : List.of(HealthCheckProvider.class, HealthMonitorProvider.class)) {
      onClassPath.put(
          service.getName(),
          Providers.find(service, null).stream()
              .map(provider -> provider.getClass().getName())
              .toList());
    }

    assertThat(inModule).isEqualTo(onClassPath);
  }

  @Test
  void validate_knownKinds_succeedAndUnknownIsRefused() {
    HealthMonitorProvider provider = new StandardHealthMonitorProvider();
    for (String kind : List.of("http", "https", "tcp")) {
      provider.validate(HealthCheckConfig.of(kind, "192.0.2.1", 80));
    }

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> provider.validate(HealthCheckConfig.of("icmp", "192.0.2.1", 80)))
        .withMessage("kind: icmp (expected: one of http, https, tcp)");
  }

  @Test
  void create_monitor_showsItsMetricsAndCloses() {
    HealthMonitor monitor =
        new StandardHealthMonitorProvider()
            .create(command -> CompletableFuture.completedFuture(1L));

    assertThat(((HealthMetrics) monitor).kinds()).isEmpty();
    assertThat(((HealthMetrics) monitor).activeChecks()).isZero();
    monitor.close();
  }
}
