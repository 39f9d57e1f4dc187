package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.GslbServer;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.SecondaryZone.Primary;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the serials of primaries lead to. */
class ZoneFetcherTest {
  private static final DomainName APEX = DomainName.of("example");

  private final List<GslbServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(GslbServer::close);
  }

  private static PackedZone zone(long serial) {
    return (PackedZone)
        Zone.builder(APEX)
            .add("@", "SOA", 60, "ns.example. admin.example. " + serial + " 5 5 9 60")
            .add("@", "NS", 60, "ns.example.")
            .add("ns.example", "A", 60, "192.0.2.1")
            .build();
  }

  private Primary primary(long serial) throws IOException {
    return primary(zone(serial));
  }

  private Primary primary(Zone zone) throws IOException {
    AccessRule all = AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));
    ZoneExchange exchange = new ZoneExchange(List.of(all), List.of(), GslbContent.OMIT);
    GslbServer server =
        GslbServer.builder()
            .listen("127.0.0.1", 0)
            .zone(zone)
            .exchange(new ExchangeConfig(List.of(), exchange, Map.of()))
            .drainTimeout(Duration.ofMillis(100))
            .start();
    servers.add(server);
    return new Primary(new InetSocketAddress("127.0.0.1", server.port()), Optional.empty());
  }

  private static PackedZone fetch(@Nullable PackedZone here, Primary... primaries)
      throws IOException {
    return new ZoneFetcher().fetch(new SecondaryZone(APEX, List.of(primaries)), here, 10_000, null);
  }

  @Test
  void fetch_theSameSerial_confirmsWhatIsHere() throws IOException {
    PackedZone here = zone(5);
    assertThat(fetch(here, primary(5))).isSameAs(here);
  }

  @Test
  void fetch_anOlderSerial_confirmsNothing() throws IOException {
    Primary older = primary(4);
    assertThatThrownBy(() -> fetch(zone(5), older))
        .isInstanceOf(IOException.class)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()[0])
                    .hasMessageContaining("serial 4 is older than 5"));
  }

  @Test
  void fetch_anOlderSerialBesideOthers_isPassedOver() throws IOException {
    PackedZone here = zone(5);
    Primary older = primary(4);
    assertThat(fetch(here, older, primary(5))).isSameAs(here);
    assertThat(fetch(here, older, primary(6)).serial()).isEqualTo(6);
  }

  @Test
  void fetch_anRrsetThatFitsNoMessage_isAFailureThatNamesIt() throws IOException {
    String[] texts = new String[1_100];
    Arrays.setAll(texts, i -> "x".repeat(46) + (1_000 + i));
    Zone large =
        Zone.builder(APEX)
            .add("@", "SOA", 60, "ns.example. admin.example. 6 5 5 9 60")
            .add("@", "NS", 60, "ns.other.")
            .add("big.example", "TXT", 60, texts)
            .build();
    Primary primary = primary(large);
    assertThatThrownBy(() -> fetch(zone(5), primary))
        .isInstanceOf(IOException.class)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()[0]).hasMessageContaining("big.example. TXT"));
  }

  @Test
  void fetch_withNothingHere_takesAnySerial() throws IOException {
    assertThat(fetch(null, primary(4)).serial()).isEqualTo(4);
  }
}
