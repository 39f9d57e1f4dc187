package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.ServerIdentity;
import dev.gslb.spi.UdpConfig;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not said, and the additions to the keys of OpenGSLB. */
class DefaultsTest {
  @TempDir Path directory;

  private GslbName only(String yaml) {
    return TestPlugins.load(directory, yaml).zones().get(0).gslbNames().get(0);
  }

  @Test
  void load_smallestFile_hasTheDocumentedDefaults() {
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            regions: [{name: a, health_check: {type: http}, servers: [{address: 10.0.0.1}]}]
            domains: [{name: www.example.com, regions: [a]}]
            """);
    UdpConfig udp =
        UdpConfig.DEFAULT.withWorkers(Math.min(8, Runtime.getRuntime().availableProcessors()));
    assertThat(config.dns())
        .isEqualTo(
            new DnsConfig(
                List.of(new InetSocketAddress("::", 53)),
                true,
                udp,
                TcpConfig.DEFAULT,
                ServerIdentity.UNTOLD,
                Optional.empty(),
                Optional.empty()));
    assertThat(config.metrics())
        .isEqualTo(new MetricsConfig(false, new InetSocketAddress("127.0.0.1", 9090)));
    assertThat(config.logging())
        .isEqualTo(new LoggingConfig(LoggingConfig.Level.INFO, LoggingConfig.Format.TEXT));
    GslbName name = config.zones().get(0).gslbNames().get(0);
    assertThat(name.ttlSeconds()).isEqualTo(60);
    assertThat(name.answers()).isEqualTo(1);
    assertThat(name.policy().router()).isEqualTo("round-robin");
    assertThat(name.policy().fallback()).isEqualTo(Fallback.SERVFAIL);
    Endpoint endpoint = (Endpoint) name.policy().members().get(0);
    assertThat(endpoint.check()).contains(HealthCheckConfig.of("http", "10.0.0.1", 80));
  }

  @Test
  void load_udpSettings_areUsed() {
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            dns:
              listen_address: "127.0.0.1:5353"
              udp:
                transport: linux
                workers: 3
                batch: 16
                busy_poll_micros: 50
                cpus: [0, 1, 0]
                receive_buffer: 4096
            regions: [{name: a, servers: [{address: 10.0.0.1}]}]
            domains: [{name: www.example.com, regions: [a]}]
            """);
    assertThat(config.dns().udp())
        .isEqualTo(new UdpConfig("linux", 3, 16, Duration.ofNanos(50_000), List.of(0, 1, 0), 4096));
  }

  @Test
  void load_domainAdditions_areUsed() throws Exception {
    GslbName name =
        only(
            """
            dns: {zones: [example.com]}
            regions: [{name: a, servers: [{alias: cdn.example.net, port: 443}]}]
            domains:
              - name: www.example.com
                regions: [a]
                answers: 3
                ttl: 0
                fallback: {static: [192.0.2.1, "2001:db8::1"]}
            """);
    assertThat(name.answers()).isEqualTo(3);
    assertThat(name.ttlSeconds()).isZero();
    assertThat(name.policy().members().get(0).label()).isEqualTo("a/cdn.example.net:443");
    assertThat(name.policy().fallback())
        .isEqualTo(
            new Fallback.Static(
                List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"))));
  }

  @Test
  void load_hostOfServerWithoutCheck_hasNoEffect() {
    GslbName name =
        only(
            """
            regions: [{name: a, servers: [{address: 10.0.0.1, host: app.example.net}]}]
            domains: [{name: www.example.com, regions: [a]}]
            """);
    Endpoint endpoint = (Endpoint) name.policy().members().get(0);
    assertThat(endpoint.id().value()).isEqualTo("a/10.0.0.1:80");
    assertThat(endpoint.check()).isEmpty();
  }

  @Test
  void load_sameServerForTwoServices_isOneEndpointUnlessTheirChecksDiffer() {
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            regions:
              - name: a
                health_check: {type: http}
                servers:
                  - {address: 10.0.0.1, service: one.example}
                  - {address: 10.0.0.1, service: two.example, weight: 7}
                  - {address: 10.0.0.1, service: three.example, host: three.example}
            domains:
              - {name: one.example, regions: [a]}
              - {name: two.example, regions: [a]}
              - {name: Three.Example, regions: [a]}
            """);
    assertThat(config.zones())
        .extracting(zone -> zone.gslbNames().get(0).policy().members().get(0).label())
        .containsExactly("a/10.0.0.1:80", "a/10.0.0.1:80", "a/10.0.0.1:80#three.example");
  }

  @Test
  void load_checkPort_isConnectedToInsteadOfTheServers() {
    GslbName name =
        only(
            """
            regions: [{name: a, health_check: {type: tcp, port: 9}, servers: [{address: 10.0.0.1}]}]
            domains: [{name: www.example.com, regions: [a]}]
            """);
    Endpoint endpoint = (Endpoint) name.policy().members().get(0);
    assertThat(endpoint.check()).contains(HealthCheckConfig.of("tcp", "10.0.0.1", 9));
  }

  @Test
  void load_equalPolicies_areOneObject() {
    Zone zone =
        TestPlugins.load(
                directory,
                """
                dns: {zones: [example.com]}
                regions: [{name: a, servers: [{address: 10.0.0.1}]}]
                domains: [{name: a.example.com, regions: [a]}, {name: b.example.com, regions: [a]}]
                """)
            .zones()
            .get(0);
    assertThat(zone.gslbNames().get(0).policy()).isSameAs(zone.gslbNames().get(1).policy());
  }

  @Test
  void load_listOfAddresses_listensOnEach() throws Exception {
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            dns: {zones: [example.com], listen_address: ["[::1]:5301", "localhost:5300", ":53"]}
            """);
    assertThat(config.dns().listenAddresses())
        .containsExactly(
            new InetSocketAddress(InetAddress.getByName("::1"), 5301),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 5300),
            new InetSocketAddress("::", 53));
  }

  @Test
  void load_apexSettings_makeTheSynthesizedRecords() {
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            dns:
              zones: [example.com]
              nameservers: [ns1.example.net, ns2.example.net]
              soa: {admin: first.last@example.net}
            zones:
              - {name: example.org, soa: {primary: hidden.example.org}, nameservers: [ns.example.org]}
            """);
    assertThat(config.zones()).hasSize(2);
    Zone org = config.zones().get(0);
    assertThat(soa(org))
        .isEqualTo(
            "example.org. 3600 IN SOA hidden.example.org. first\\.last.example.net."
                + " 1 3600 600 1209600 60");
    assertThat(org.rrset(org.apex(), RecordType.NS).orElseThrow().toString())
        .isEqualTo("example.org. 3600 IN NS ns.example.org.");
    Zone com = config.zones().get(1);
    assertThat(soa(com)).contains("SOA ns1.example.net. first\\.last.example.net.");
    assertThat(com.rrset(com.apex(), RecordType.NS).orElseThrow().size()).isEqualTo(2);
  }

  private static String soa(Zone zone) {
    return zone.rrset(zone.apex(), RecordType.SOA).orElseThrow().toString();
  }

  @Test
  void load_uncoveredDomains_shareTheZoneOfTheirAncestor() {
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            regions: [{name: a, servers: [{address: 10.0.0.1}]}]
            domains:
              - {name: a.b.example, regions: [a]}
              - {name: "*.c.example", regions: [a]}
              - {name: b.example, regions: [a]}
              - {name: x.c.example, regions: [a]}
            """);
    assertThat(config.zones())
        .extracting(zone -> zone.apex().toString())
        .containsExactlyInAnyOrder("b.example.", "c.example.");
    assertThat(config.zones()).allSatisfy(zone -> assertThat(zone.gslbNames()).hasSize(2));
  }

  @Test
  void load_zoneFile_isReadRelativeToTheFileThatNamesIt() {
    TestPlugins.write(
        directory.resolve("conf/zones/example.com"),
        """
        $TTL 300
        @ SOA ns1 hostmaster 7 3600 600 1209600 60
        @ NS ns1
        ns1 A 192.0.2.53
        www TXT "beside a policy"
        """);
    TestPlugins.write(
        directory.resolve("conf/zones.yaml"),
        """
        zones: [{name: example.com, file: zones/example.com}]
        regions: [{name: a, servers: [{address: 10.0.0.1}]}]
        domains: [{name: www.example.com, regions: [a]}]
        """);
    ServerConfig config = TestPlugins.load(directory, "includes: conf/zones.yaml");
    Zone zone = config.zones().get(0);
    assertThat(zone.serial()).isEqualTo(7);
    assertThat(zone.gslbNames()).hasSize(1);
    assertThat(zone.rrset(DomainName.of("www.example.com"), RecordType.TXT)).isPresent();
    assertThat(config.sources().paths())
        .contains(
            directory.resolve("gslb.yaml"),
            directory.resolve("conf/zones.yaml"),
            directory.resolve("conf/zones/example.com"));
  }

  @Test
  void load_domainThatTheZoneFileAnswersToo_namesBothSources() {
    TestPlugins.write(
        directory.resolve("example.com"),
        """
        $TTL 300
        @ SOA ns1 hostmaster 7 3600 600 1209600 60
        @ NS ns1
        www A 192.0.2.1
        """);
    assertThat(
            TestPlugins.problems(
                directory,
                """
                zones: [{name: example.com, file: example.com}]
                regions: [{name: a, servers: [{address: 10.0.0.1}]}]
                domains: [{name: www.example.com, regions: [a]}]
                """))
        .containsExactly(
            "gslb.yaml:3:18 domains[0].name www.example.com. A: also declared in example.com"
                + " (expected: one source for an owner and type)");
  }
}
