package dev.gslb.server;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gslb.GslbServer;
import dev.gslb.cluster.StateStore;
import dev.gslb.config.ConfigLoader;
import dev.gslb.health.HealthMetrics;
import dev.gslb.routing.RoundRobinRouterProvider;
import dev.gslb.spi.Providers;
import dev.gslb.spi.UdpTransportProvider;
import dev.gslb.testkit.RouterContractTest;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What this project publishes, for tests that look at all of it. */
final class Library {
  /** A class of each published artifact. */
  private static final List<Class<?>> MARKERS =
      List.of(
          GslbServer.class,
          ConfigLoader.class,
          RouterContractTest.class,
          RoundRobinRouterProvider.class,
          HealthMetrics.class,
          StateStore.class);

  private Library() {}

  /** The jar or class folder of each published artifact. */
  static List<Path> artifacts() {
    return Stream.concat(MARKERS.stream(), linuxTransport().stream())
        .map(Library::artifact)
        .toList();
  }

  /** What a build by a JDK older than 25 leaves out. */
  static Optional<? extends Class<?>> linuxTransport() {
    return Providers.find(UdpTransportProvider.class, null).stream()
        .filter(provider -> provider.name().equals("linux"))
        .map(Object::getClass)
        .findFirst();
  }

  private static Path artifact(Class<?> marker) {
    try {
      return Path.of(marker.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All classes of the published artifacts and of the reference server, without tests. */
  static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.gslb");
  }
}
