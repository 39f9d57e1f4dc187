package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Providers;
import dev.gslb.spi.RouterProvider;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ProvidersTest {
  private static final String SERVICE = "dev.gslb.spi.RouterProvider";

  @Test
  void find_routers_findsEachByName() {
    assertThat(Providers.find(RouterProvider.class, null))
        .extracting(RouterProvider::name)
        .containsExactlyInAnyOrder("failover", "geo", "latency", "round-robin", "weighted");
  }

  @Test
  void serviceFile_comparedWithModuleInfo_namesTheSame() throws Exception {
    List<String> declared;
    try (InputStream descriptor = resource("module-info.class")) {
      declared =
          ModuleDescriptor.read(descriptor).provides().stream()
              .filter(provides -> provides.service().equals(SERVICE))
              .flatMap(provides -> provides.providers().stream())
              .toList();
    }
    String listed;
    try (InputStream services = resource("META-INF/services/" + SERVICE)) {
      listed = new String(services.readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(listed.lines()).isNotEmpty().containsExactlyInAnyOrderElementsOf(declared);
  }

  private static InputStream resource(String name) throws Exception {
    var location = RoundRobinRouterProvider.class.getProtectionDomain().getCodeSource();
    var base = Objects.requireNonNull(location, "location").getLocation();
    return URI.create(base + name).toURL().openStream();
  }
}
