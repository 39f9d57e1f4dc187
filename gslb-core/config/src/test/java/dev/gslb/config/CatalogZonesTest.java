package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.MemberTemplate;
import dev.gslb.spi.ProducedCatalog;
import dev.gslb.spi.ProducedCatalog.Member;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs that are made, and catalogs that are taken. */
class CatalogZonesTest {
  @TempDir private Path folder;

  private ExchangeConfig load(String text) throws Exception {
    return TestPlugins.load(folder, text).exchange();
  }

  private static List<String> addresses(MemberTemplate template) {
    return template.primaries().stream()
        .map(primary -> primary.address().getHostString() + ":" + primary.address().getPort())
        .toList();
  }

  @Test
  void aCatalogThatIsMade_hasTheZonesThatSaySo() throws Exception {
    ExchangeConfig config =
        load(
            """
            transfers:
              allow: [{network: 192.0.2.0/24}]
              catalogs:
                - {name: catalog.example, notify: [{address: 192.0.2.7}]}
                - {name: empty.example, allow: []}
            zones:
              - {name: a.example, catalog: catalog.example}
              - {name: b.example, catalog: Catalog.Example., group: fast}
              - {name: c.example}
              - {name: d.example, primaries: [{address: 192.0.2.1}], catalog: catalog.example}
            """);
    DomainName apex = DomainName.of("catalog.example");
    assertThat(config.catalogs())
        .containsExactly(
            new ProducedCatalog(
                apex,
                List.of(
                    new Member(DomainName.of("a.example"), Optional.empty()),
                    new Member(DomainName.of("b.example"), Optional.of("fast")),
                    new Member(DomainName.of("d.example"), Optional.empty()))),
            new ProducedCatalog(DomainName.of("empty.example"), List.of()));
    assertThat(config.of(apex).transfer()).isEqualTo(config.defaults().transfer()).hasSize(1);
    assertThat(config.of(apex).notified()).hasSize(1);
    assertThat(config.of(DomainName.of("empty.example")).transfer()).isEmpty();
  }

  @Test
  void aCatalogThatIsTaken_hasATemplateForEachGroup() throws Exception {
    ExchangeConfig config =
        load(
            """
            transfers: {gslb: omit}
            zones:
              - name: one.catalog
                primaries: [{address: 192.0.2.1}]
                members: {}
              - name: two.catalog
                primaries: [{address: 192.0.2.2}]
                members:
                  primaries: [{address: "192.0.2.3:5353"}]
                  transfers: {allow: [{network: 192.0.2.0/24}]}
                  max: 7
                  groups:
                    - {name: fast, primaries: [{address: 192.0.2.4}]}
                    - {name: open, transfers: {allow: [{network: 0.0.0.0/0}, {network: "::/0"}]}}
            """);
    assertThat(config.secondaries().zones()).hasSize(2);
    ConsumedCatalog one = config.secondaries().catalogs().get(0);
    assertThat(addresses(one.template())).containsExactly("192.0.2.1:53");
    assertThat(one.template().exchange()).isEqualTo(config.defaults());
    assertThat(one.groups()).isEmpty();
    assertThat(one.maxMembers()).isEqualTo(ConsumedCatalog.DEFAULT_MAX_MEMBERS);
    ConsumedCatalog two = config.secondaries().catalogs().get(1);
    assertThat(addresses(two.template())).containsExactly("192.0.2.3:5353");
    assertThat(two.template().exchange().transfer()).hasSize(1);
    assertThat(two.template().exchange().gslb()).isEqualTo(GslbContent.OMIT);
    assertThat(two.maxMembers()).isEqualTo(7);
    MemberTemplate fast = two.groups().getOrDefault("fast", one.template());
    assertThat(addresses(fast)).containsExactly("192.0.2.4:53");
    assertThat(fast.exchange()).isEqualTo(two.template().exchange());
    MemberTemplate open = two.groups().getOrDefault("open", one.template());
    assertThat(addresses(open)).containsExactly("192.0.2.3:5353");
    assertThat(open.exchange().transfer()).hasSize(2);
  }
}
