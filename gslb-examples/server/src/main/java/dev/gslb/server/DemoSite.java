package dev.gslb.server;

import dev.gslb.config.ConfigLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the demonstration runs: two regions of backends, and a DNS server that checks them. */
final class DemoSite implements AutoCloseable {
  /** Answers with the first region while it lives. */
  static final String FAILOVER = "www.demo.example";

  /** Rotates over all backends. */
  static final String ROUND_ROBIN = "app.demo.example";

  /** Prefers the first region three to one. */
  static final String WEIGHTED = "shop.demo.example";

  /** Answers by the client's network. */
  static final String GEO = "geo.demo.example";

  /** A documentation network (RFC 5737) that belongs to the second region. */
  static final String SECOND_REGION_CLIENT = "198.51.100.0";

  static final List<String> NAMES = List.of(FAILOVER, ROUND_ROBIN, WEIGHTED, GEO);

  private static final int PREFERRED_PORT = 5300;

  private final List<DemoBackend> backends;
  private final Path file;
  private final ReferenceServer server;

  private DemoSite(List<DemoBackend> backends, Path file, ReferenceServer server) {
    this.backends = backends;
    this.file = file;
    this.server = server;
  }

  static DemoSite start() throws IOException {
    List<DemoBackend> backends = new ArrayList<>();
    Path file = Files.createTempFile("gslb-demo", ".yaml");
    try {
      backends.add(new DemoBackend("eu", "127.0.0.11", 0));
      int port = backends.get(0).port();
      backends.add(new DemoBackend("eu", "127.0.0.12", port));
      backends.add(new DemoBackend("us", "127.0.0.21", port));
      backends.add(new DemoBackend("us", "127.0.0.22", port));
      return new DemoSite(backends, file, serve(file, port));
    } catch (IOException | RuntimeException e) {
      backends.forEach(DemoBackend::close);
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static ReferenceServer serve(Path file, int backendPort) throws IOException {
    ConfigLoader loader = new ConfigLoader(Map.of(), DemoSite.class.getClassLoader());
    try {
      Files.writeString(file, configuration(backendPort, PREFERRED_PORT));
      return ReferenceServer.start(file, loader);
    } catch (IOException e) {
      // The port is taken: any other will do.
      Files.writeString(file, configuration(backendPort, 0));
      return ReferenceServer.start(file, loader);
    }
  }

  private static String configuration(int backendPort, int dnsPort) {
    return """
        dns: {listen_address: "127.0.0.1:%2$d", default_ttl: 5}
        logging: {level: error}
        metrics: {enabled: false}
        regions:
          - name: eu
            countries: [DE, FR]
            servers:
              - {address: 127.0.0.11, port: %1$d, weight: 75}
              - {address: 127.0.0.12, port: %1$d, weight: 75}
            health_check: &check
              {type: http, path: /, interval: 500ms, timeout: 500ms,
               failure_threshold: 2, success_threshold: 2}
          - name: us
            countries: [US]
            servers:
              - {address: 127.0.0.21, port: %1$d, weight: 25}
              - {address: 127.0.0.22, port: %1$d, weight: 25}
            health_check: *check
        overwatch:
          geolocation:
            default_region: eu
            custom_mappings:
              - {cidr: 198.51.100.0/24, region: us, comment: documentation network}
        domains:
          - {name: www.demo.example, routing_algorithm: failover, regions: [eu, us]}
          - {name: app.demo.example, routing_algorithm: round-robin, regions: [eu, us]}
          - {name: shop.demo.example, routing_algorithm: weighted, regions: [eu, us]}
          - {name: geo.demo.example, routing_algorithm: geolocation, regions: [eu, us]}
        """
        .formatted(backendPort, dnsPort);
  }

  List<DemoBackend> backends() {
    return backends;
  }

  ReferenceServer server() {
    return server;
  }

  InetSocketAddress address() {
    return server.addresses().get(0);
  }

  @Override
  public void close() throws IOException {
    server.close();
    backends.forEach(DemoBackend::close);
    Files.deleteIfExists(file);
  }
}
