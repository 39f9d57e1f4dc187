package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.Network;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.zone.DomainName;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zones that are taken from other servers. */
class SecondaryZonesTest {
  @TempDir private Path folder;

  private ServerConfig load(String text) throws Exception {
    return TestPlugins.load(folder, text);
  }

  @Test
  void primaries_areAZoneWithoutRecordsHere() throws Exception {
    ServerConfig config =
        load(
            """
            dns: {zones: [example.org]}
            transfers:
              data_dir: zones
              max_records: 1000
              keys: [{name: k, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]
            zones:
              - name: example.org
                primaries: [{address: 192.0.2.1, key: k}, {address: "[2001:db8::1]:5353"}]
            """);
    SecondaryConfig secondaries = config.exchange().secondaries();
    SecondaryZone expected =
        new SecondaryZone(
            DomainName.of("example.org"),
            List.of(
                new ExchangePeer(
                    new InetSocketAddress("192.0.2.1", 53),
                    Optional.of(config.exchange().keys().get(0))),
                new ExchangePeer(new InetSocketAddress("2001:db8::1", 5353), Optional.empty())));
    assertThat(secondaries.zones()).containsExactly(expected);
    assertThat(secondaries.folder()).contains(folder.resolve("zones"));
    assertThat(secondaries.maxRecords()).isEqualTo(1_000);
    assertThat(config.zones()).isEmpty();
  }

  @Test
  void source_isTheOwnOfAServer_orThatOfItsFamily() throws Exception {
    ServerConfig config =
        load(
            """
            transfers:
              source: [192.0.2.7, "2001:db8::7"]
              notify: [{address: 198.51.100.1}, {address: 198.51.100.2, source: 192.0.2.8}]
            zones:
              - name: example.org
                primaries: [{address: 192.0.2.1}, {address: "2001:db8::1"}]
            """);
    assertThat(config.exchange().defaults().notified())
        .extracting(peer -> peer.source().orElseThrow().getHostAddress())
        .containsExactly("192.0.2.7", "192.0.2.8");
    assertThat(config.exchange().secondaries().zones().get(0).primaries())
        .extracting(peer -> Network.text(peer.source().orElseThrow()))
        .containsExactly("192.0.2.7", "2001:db8::7");
  }

  @Test
  void aZoneBelow_mayHaveDomains() throws Exception {
    ServerConfig config =
        load(
            """
            zones:
              - {name: example.org, primaries: [{address: 192.0.2.1}]}
              - {name: gslb.example.org}
            regions: [{name: r, servers: [{address: 192.0.2.9}]}]
            domains: [{name: www.gslb.example.org, regions: [r]}]
            """);
    assertThat(config.zones()).hasSize(1);
    assertThat(config.exchange().secondaries().folder()).isEmpty();
    assertThat(config.exchange().secondaries().maxRecords())
        .isEqualTo(SecondaryConfig.DEFAULT_MAX_RECORDS);
  }
}
