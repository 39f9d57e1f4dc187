package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Network;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask. */
class QueryAccessTest {
  private static final String KEYS =
      "transfers: {keys: [{name: k, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]}\n";

  @TempDir private Path folder;

  private QueryAccess load(String text) throws Exception {
    return TestPlugins.load(folder, text).access();
  }

  private static Network network(String address, int prefixLength) throws Exception {
    return new Network(InetAddress.getByName(address), prefixLength);
  }

  @Test
  void withoutAccess_everybodyMay() throws Exception {
    assertThat(load("zones: [{name: example.org}]")).isEqualTo(QueryAccess.EVERYBODY);
  }

  @Test
  void access_hasRulesForAllZonesAndForSingleOnes() throws Exception {
    QueryAccess access =
        load(
            KEYS
                + """
                access: {queries: [10.0.0.0/8, "2001:db8::/32", {network: 192.0.2.0/24, key: k}]}
                zones:
                  - {name: example.org}
                  - {name: example.net, access: {queries: [{key: k}]}}
                  - {name: example.com, access: {queries: 0.0.0.0/0}}
                  - {name: held.example, primaries: [{address: 192.0.2.1}], access: {queries: []}}
                """);
    AccessRule signed =
        new AccessRule(Optional.of(network("192.0.2.0", 24)), Optional.of(DomainName.of("k")));
    assertThat(access.defaults())
        .containsExactly(
            AccessRule.from(network("10.0.0.0", 8)),
            AccessRule.from(network("2001:db8::", 32)),
            signed);
    assertThat(access.zones())
        .isEqualTo(
            Map.of(
                DomainName.of("example.net"), List.of(AccessRule.signedBy(DomainName.of("k"))),
                DomainName.of("example.com"), List.of(AccessRule.from(network("0.0.0.0", 0))),
                DomainName.of("held.example"), List.of()));
  }

  @Test
  void aZonesAccess_leavesTheOthersToEverybody() throws Exception {
    QueryAccess access =
        load("zones: [{name: example.org, access: {queries: [10.0.0.0/8]}}, {name: example.net}]");
    assertThat(access.defaults()).isEqualTo(QueryAccess.EVERYBODY.defaults());
    assertThat(access.zones()).containsOnlyKeys(DomainName.of("example.org"));
  }

  @Test
  void anAddress_isANetworkOfItself() throws Exception {
    AccessRule one = AccessRule.from(network("192.0.2.1", 32));
    AccessRule six = AccessRule.from(network("2001:db8::1", 128));
    String both = "[192.0.2.1, '2001:db8::1']";
    assertThat(load("zones: [{name: example.org}]\naccess: {queries: " + both + "}"))
        .isEqualTo(new QueryAccess(List.of(one, six), Map.of()));
    ServerConfig config =
        TestPlugins.load(folder, "zones: [{name: example.org}]\ntransfers: {allow: " + both + "}");
    assertThat(config.exchange().defaults().transfer()).containsExactly(one, six);
  }

  @Test
  void mappedAddress_isIpv4() throws Exception {
    assertThat(load("zones: [{name: example.org}]\naccess: {queries: ['::ffff:192.0.2.0/120']}"))
        .isEqualTo(new QueryAccess(List.of(AccessRule.from(network("192.0.2.0", 24))), Map.of()));
    assertThat(
            TestPlugins.problems(
                folder, "zones: [{name: example.org}]\naccess: {queries: ['::ffff:192.0.2.0/95']}"))
        .containsExactly(
            "gslb.yaml:2:20 access.queries[0]: ::ffff:192.0.2.0/95 (expected: a network such as"
                + " 192.0.2.0/24, an address, or a map with network and key)");
  }

  @Test
  void listsOfSeveralFiles_areOne() throws Exception {
    Files.writeString(folder.resolve("more.yaml"), "access: {queries: [192.0.2.0/24]}");
    QueryAccess access =
        load("includes: more.yaml\naccess: {queries: [10.0.0.0/8]}\ndns: {zones: [example.org]}");
    assertThat(access.defaults())
        .containsExactly(
            AccessRule.from(network("10.0.0.0", 8)), AccessRule.from(network("192.0.2.0", 24)));
  }
}
