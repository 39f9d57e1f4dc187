package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.Additions.Fate;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, and what is said at run time beside them. */
final class EffectiveConfigTest {
  @TempDir private Path directory;
  private EffectiveConfig written;

  @BeforeEach
  void load() {
    TestPlugins.write(
        directory.resolve("example.zone"),
        """
        $ORIGIN example.org.
        $TTL 300
        @   SOA ns1 hostmaster 1 3600 600 1209600 60
        @   NS  ns1
        ns1 A   192.0.2.53
        """);
    written =
        open(
            """
            regions:
              - {name: us, health_check: {type: tcp}, servers: [{address: 192.0.2.1, port: 80}]}
              - {name: eu, servers: [{address: 192.0.2.2, port: 80, service: www.example.com}]}
              - {name: far, servers: [{alias: far.example.net, service: alias.example.org}]}
            overwatch:
              geolocation:
                default_region: us
                custom_mappings: [{cidr: 10.0.0.0/8, region: us, comment: the office}]
            zones: [{name: example.org, file: example.zone}]
            domains:
              - {name: www.example.com, routing_algorithm: failover, regions: [us, eu]}
              - {name: geo.example.com, routing_algorithm: geolocation, regions: [us]}
              - {name: www.example.org, regions: [us]}
              - {name: alias.example.org, regions: [far]}
            """);
  }

  private EffectiveConfig open(String yaml) {
    Path file = TestPlugins.write(directory.resolve("gslb.yaml"), yaml);
    return TestPlugins.loader(Map.of()).open(file, seen -> {});
  }

  private static Additions.Server server(String region, String service, String address) {
    return new Additions.Server(region, service, address(address), 80, 7);
  }

  private static InetAddress address(String text) {
    return Objects.requireNonNull(Addresses.literal(text));
  }

  private static Additions.Mapping mapping(String prefix, String region) {
    return new Additions.Mapping(Objects.requireNonNull(Addresses.network(prefix)), region, "said");
  }

  private static Additions servers(Additions.Server... servers) {
    return new Additions(List.of(servers), List.of());
  }

  private static Additions mappings(Additions.Mapping... mappings) {
    return new Additions(List.of(), List.of(mappings));
  }

  private static Zone zone(EffectiveConfig config, String apex) {
    return config.config().zones().stream()
        .filter(zone -> zone.apex().toString().equals(apex + "."))
        .findFirst()
        .orElseThrow();
  }

  private static Policy policy(EffectiveConfig config, String owner) {
    List<GslbName> names = new ArrayList<>();
    config.config().zones().forEach(zone -> names.addAll(zone.gslbNames()));
    return names.stream()
        .filter(name -> name.owner().toString().equals(owner + "."))
        .findFirst()
        .orElseThrow()
        .policy();
  }

  private static List<String> endpoints(EffectiveConfig config, String owner) {
    return policy(config, owner).endpoints().stream().map(one -> one.id().value()).toList();
  }

  @Test
  void with_aServer_joinsItsRegionForItsServiceAlone() {
    Additions.Server joining = server("us", "www.example.com", "192.0.2.7");

    EffectiveConfig effective = written.with(servers(joining));

    assertThat(endpoints(effective, "www.example.com"))
        .containsExactly("us/192.0.2.1:80", "us/192.0.2.7:80", "eu/192.0.2.2:80");
    assertThat(endpoints(effective, "www.example.org")).containsExactly("us/192.0.2.1:80");
    Endpoint endpoint = policy(effective, "www.example.com").endpoints().get(1);
    assertThat(endpoint.weight()).isEqualTo(7);
    assertThat(endpoint.check().orElseThrow().host()).isEqualTo("192.0.2.7");
    assertThat(effective.serverFates()).containsEntry(joining, Fate.ACTIVE);
  }

  @Test
  void with_aServer_changesItsZoneAloneAndKeepsTheRecordsOfFiles() throws Exception {
    Files.delete(directory.resolve("example.zone"));

    EffectiveConfig effective =
        written.with(servers(server("us", "www.example.org", "2001:db8::7")));

    assertThat(zone(effective, "www.example.com")).isSameAs(zone(written, "www.example.com"));
    Zone changed = zone(effective, "example.org");
    assertThat(endpoints(effective, "www.example.org"))
        .containsExactly("us/192.0.2.1:80", "us/[2001:db8::7]:80");
    assertThat(changed.rrsetCount()).isEqualTo(zone(written, "example.org").rrsetCount());
    assertThat(changed.serial()).isEqualTo(1);
    assertThat(zone(effective.with(Additions.NONE), "example.org"))
        .isSameAs(zone(written, "example.org"));
  }

  @Test
  void with_theSame_isTheSame() {
    Additions said = servers(server("us", "www.example.com", "192.0.2.7"));
    EffectiveConfig effective = written.with(said);

    assertThat(effective.with(said)).isSameAs(effective);
    EffectiveConfig more =
        effective.with(new Additions(said.servers(), List.of(mapping("198.51.100.0/24", "gone"))));
    assertThat(zone(more, "www.example.com")).isSameAs(zone(effective, "www.example.com"));
  }

  @Test
  void with_whatCannotJoin_saysWhyAndServesTheRest() {
    Additions.Server shadowed = server("us", "www.example.com", "192.0.2.1");
    Additions.Server orphaned = server("gone", "www.example.com", "192.0.2.7");
    Additions.Server unused = server("us", "no.example.com", "192.0.2.8");
    Additions.Server refused = server("far", "alias.example.org", "192.0.2.9");
    Additions.Server active = server("eu", "www.example.com", "192.0.2.10");

    EffectiveConfig effective = written.with(servers(shadowed, orphaned, unused, refused, active));

    assertThat(effective.serverFates())
        .containsEntry(shadowed, Fate.SHADOWED)
        .containsEntry(orphaned, Fate.ORPHANED)
        .containsEntry(unused, Fate.UNUSED)
        .containsEntry(refused, Fate.REFUSED)
        .containsEntry(active, Fate.ACTIVE);
    assertThat(effective.refusal()).contains("addresses and with aliases");
    assertThat(endpoints(effective, "www.example.com"))
        .containsExactly("us/192.0.2.1:80", "eu/192.0.2.2:80", "eu/192.0.2.10:80");
    assertThat(effective.with(servers(active)).refusal()).isEmpty();
  }

  @Test
  void with_oneThatIsRefused_keepsTheOthersOfItsRegion() {
    List<Additions.Server> many = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      many.add(server("far", "alias.example.org".substring(i == 60 ? 0 : 1), "198.51.100." + i));
    }

    EffectiveConfig effective = written.with(new Additions(many, List.of()));

    assertThat(effective.serverFates().values().stream().filter(one -> one == Fate.REFUSED))
        .hasSize(1);
    assertThat(effective.serverFates()).containsEntry(many.get(59), Fate.REFUSED);
    assertThat(endpoints(effective, "alias.example.org")).containsExactly("far/far.example.net:80");
  }

  @Test
  void with_sameAddressForTwoServices_isOneEndpoint() {
    EffectiveConfig effective =
        written.with(
            servers(
                server("us", "www.example.com", "192.0.2.7"),
                server("us", "www.example.org", "192.0.2.7")));

    assertThat(endpoints(effective, "www.example.com")).contains("us/192.0.2.7:80");
    assertThat(endpoints(effective, "www.example.org")).contains("us/192.0.2.7:80");
  }

  @Test
  void with_aMapping_goesBeforeThatOfTheFileForTheSameNetwork() {
    Additions.Mapping said = mapping("10.0.0.0/8", "us");
    Additions.Mapping orphan = mapping("10.1.0.0/16", "gone");

    EffectiveConfig effective = written.with(mappings(said, orphan));

    Object options = policy(effective, "geo.example.com").options().values().get("custom_mappings");
    assertThat(String.valueOf(options)).contains("said").doesNotContain("the office");
    assertThat(effective.mappings())
        .singleElement()
        .matches(DeclaredMapping::shadowed)
        .matches(one -> one.source().endsWith("gslb.yaml:8:23"));
    assertThat(effective.mappingFates())
        .containsEntry(said, Fate.ACTIVE)
        .containsEntry(orphan, Fate.ORPHANED);
    assertThat(effective.place(address("10.2.0.1")).orElseThrow().source())
        .isEqualTo(Placement.Source.RUNTIME);
    assertThat(written.place(address("10.2.0.1")).orElseThrow().source())
        .isEqualTo(Placement.Source.CONFIGURATION);
  }

  @Test
  void servers_ofTheFile_tellWhereTheyStand() {
    EffectiveConfig effective = written.with(servers(server("us", "www.example.com", "192.0.2.7")));

    assertThat(effective.servers())
        .extracting(one -> one.endpoint().id() + " " + one.service())
        .containsExactly(
            "us/192.0.2.1:80 ",
            "eu/192.0.2.2:80 www.example.com",
            "far/far.example.net:80 alias.example.org");
    assertThat(effective.servers().get(0).source()).endsWith("gslb.yaml:2:53");
  }
}
