package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.ServerIdentity;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file by somebody who knows only the keys of OpenGSLB means what they expect. */
class CompatibleFileTest {
  private static final String FILE =
      """
      mode: overwatch
      dns:
        listen_address: "127.0.0.1:15353"
        default_ttl: 45
        return_last_healthy: true
        zones:
          - gslb.example.com
      logging:
        level: warn
        format: json
      metrics:
        enabled: true
        address: "127.0.0.1:19090"
      api:
        enabled: false
        address: "127.0.0.1:8080"
      overwatch:
        geolocation:
          database_path: geo/country.mmdb
          default_region: us-east
          ecs_enabled: false
          custom_mappings:
            - {cidr: 10.1.0.0/16, region: us-east, comment: office}
            - {cidr: 10.2.0.0/16, region: ap-south}
      regions:
        - name: us-east
          countries: [us, CA]
          continents: [NA, SA]
          servers:
            - {address: 10.0.1.10, port: 8080, weight: 150, host: app.example.com}
            - {address: 10.0.1.11, service: app.gslb.example.com}
            - {address: 10.0.1.12, service: other.gslb.example.com}
          health_check:
            type: http
            interval: 10s
            timeout: 2s
            path: /health
            failure_threshold: 4
            success_threshold: 1
        - name: eu-west
          countries: [NO]
          servers:
            - address: 2001:db8::10
          health_check: {type: tcp, interval: 3s}
        - name: ap-south
          servers: [{address: 10.0.3.10}]
      domains:
        - name: app.gslb.example.com
          routing_algorithm: geolocation
          regions: [us-east, eu-west]
          ttl: 15
        - name: fast.example.net
          routing_algorithm: latency
          regions: [eu-west, us-east]
          latency_config: {smoothing_factor: 0.5, max_latency_ms: 200, min_samples: 5}
        - name: "*.fast.example.net"
          regions: [ap-south]
      """;

  @TempDir Path directory;
  private ServerConfig config;

  @BeforeEach
  void load() throws Exception {
    Files.createDirectories(directory.resolve("geo"));
    Files.write(directory.resolve("geo/country.mmdb"), new byte[] {1});
    config = TestPlugins.load(directory, FILE);
  }

  private GslbName name(String owner) {
    return config.zones().stream()
        .flatMap(zone -> zone.gslbNames().stream())
        .filter(name -> name.owner().equals(DomainName.of(owner)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> labels(List<PolicyMember> members) {
    return members.stream().map(PolicyMember::label).toList();
  }

  @Test
  void load_serverSettings_areReadAsWritten() {
    assertThat(config.mode()).isEqualTo(ServerConfig.Mode.STANDALONE);
    assertThat(config.dns())
        .isEqualTo(
            new DnsConfig(
                List.of(new InetSocketAddress("127.0.0.1", 15353)),
                false,
                config.dns().udp(),
                TcpConfig.DEFAULT,
                ServerIdentity.UNTOLD,
                Optional.empty(),
                Optional.empty()));
    assertThat(config.metrics())
        .isEqualTo(new MetricsConfig(true, new InetSocketAddress("127.0.0.1", 19090)));
    assertThat(config.logging())
        .isEqualTo(new LoggingConfig(LoggingConfig.Level.WARN, LoggingConfig.Format.JSON));
  }

  @Test
  void load_domains_areInTheDeepestZoneOrOneOfTheirOwn() {
    assertThat(config.zones())
        .extracting(zone -> zone.apex().toString())
        .containsExactly("gslb.example.com.", "fast.example.net.");
    Zone own = config.zones().get(1);
    assertThat(own.gslbNames())
        .extracting(name -> name.owner().toString())
        .containsExactly("fast.example.net.", "*.fast.example.net.");
    assertThat(own.rrset(own.apex(), RecordType.SOA)).isPresent();
    assertThat(own.rrset(own.apex(), RecordType.NS)).isPresent();
  }

  @Test
  void load_geolocation_hasOnePolicyForEachRegion() {
    GslbName app = name("app.gslb.example.com");
    assertThat(app.ttlSeconds()).isEqualTo(15);
    assertThat(app.answers()).isEqualTo(1);
    assertThat(app.policy().router()).isEqualTo("geo");
    assertThat(app.policy().fallback()).isEqualTo(Fallback.LAST_HEALTHY);
    assertThat(labels(app.policy().members())).containsExactly("us-east", "eu-west");
    Policy east = (Policy) app.policy().members().get(0);
    assertThat(east.router()).isEqualTo("round-robin");
    assertThat(east.region()).isEqualTo("us-east");
    assertThat(Math.ceil(east.upThreshold() * east.members().size())).isEqualTo(1);
    assertThat(labels(east.members()))
        .containsExactly("us-east/10.0.1.10:8080", "us-east/10.0.1.11:80");
  }

  @Test
  void load_geolocation_passesWhatTheDomainsRegionsAreKnownBy() {
    Options expected =
        new Options(
            Map.of(
                "database",
                directory.resolve("geo/country.mmdb").toString(),
                "regions",
                List.of(
                    Map.of(
                        "name", "us-east",
                        "countries", List.of("us", "CA"),
                        "continents", List.of("NA", "SA")),
                    Map.of("name", "eu-west", "countries", List.of("NO"))),
                "custom_mappings",
                List.of(Map.of("cidr", "10.1.0.0/16", "region", "us-east", "comment", "office")),
                "default_region",
                "us-east"));
    assertThat(name("app.gslb.example.com").policy().options()).isEqualTo(expected);
  }

  @Test
  void load_latency_seesOneFlatListAndItsOptions() {
    Policy policy = name("fast.example.net").policy();
    assertThat(name("fast.example.net").ttlSeconds()).isEqualTo(45);
    assertThat(policy.router()).isEqualTo("latency");
    assertThat(labels(policy.members()))
        .containsExactly("eu-west/[2001:db8::10]:80", "us-east/10.0.1.10:8080");
    assertThat(policy.options().values())
        .isEqualTo(Map.of("smoothing_factor", 0.5, "max_latency_ms", 200L, "min_samples", 5L));
  }

  @Test
  void load_servers_haveTheirRegionsHealthCheck() {
    Policy policy = name("fast.example.net").policy();
    Endpoint west = (Endpoint) policy.members().get(0);
    Endpoint east = (Endpoint) policy.members().get(1);
    assertThat(east.weight()).isEqualTo(150);
    assertThat(east.region()).isEqualTo("us-east");
    assertThat(east.check())
        .contains(
            HealthCheckConfig.of("http", "10.0.1.10", 8080)
                .every(Duration.ofSeconds(10), Duration.ofSeconds(2))
                .thresholds(4, 1)
                .options(new Options(Map.of("path", "/health", "host", "app.example.com"))));
    assertThat(west.weight()).isEqualTo(100);
    assertThat(west.check())
        .contains(
            HealthCheckConfig.of("tcp", "2001:db8::10", 80)
                .every(Duration.ofSeconds(3), Duration.ofSeconds(3)));
    assertThat(((Endpoint) name("*.fast.example.net").policy().members().get(0)).check()).isEmpty();
  }
}
