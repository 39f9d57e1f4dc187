package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.GslbServer;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.Network;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

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

  private ExchangePeer primary(long serial) throws IOException {
    return primary(zone(serial));
  }

  private ExchangePeer primary(Zone zone) throws IOException {
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
    return new ExchangePeer(new InetSocketAddress("127.0.0.1", server.port()), Optional.empty());
  }

  private static PackedZone fetch(@Nullable PackedZone here, ExchangePeer... primaries)
      throws IOException {
    return new ZoneFetcher(new SilentPrimaries(InstantSource.system()))
        .fetch(new SecondaryZone(APEX, List.of(primaries)), here, 10_000, null);
  }

  @Test
  void fetch_theSameSerial_confirmsWhatIsHere() throws IOException {
    PackedZone here = zone(5);
    assertThat(fetch(here, primary(5))).isSameAs(here);
  }

  @Test
  void fetch_anOlderSerial_confirmsNothing() throws IOException {
    ExchangePeer older = primary(4);
    assertThatThrownBy(() -> fetch(zone(5), older))
        .isInstanceOf(IOException.class)
        .hasMessage(older + ": serial 4 is older than 5");
  }

  @Test
  void fetch_anOlderSerialBesideOthers_isPassedOver() throws IOException {
    PackedZone here = zone(5);
    ExchangePeer older = primary(4);
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
    ExchangePeer primary = primary(large);
    assertThatThrownBy(() -> fetch(zone(5), primary))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(primary + ": ")
        .hasMessageContaining("big.example. TXT");
  }

  private static String reason(
      ZoneFetcher fetcher, SecondaryZone zone, @Nullable InetAddress teller) {
    try {
      fetcher.fetch(zone, null, 1_000, teller);
      return "none";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void fetch_fromWhoDidNotAnswer_isNotWaitedForAgainForATime_unlessThatOneTells()
      throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(0, 50, loopback);
        DatagramChannel udp = DatagramChannel.open()) {
      udp.bind(tcp.getLocalSocketAddress()).configureBlocking(false);
      ExchangePeer dead =
          new ExchangePeer((InetSocketAddress) tcp.getLocalSocketAddress(), Optional.empty());
      SecondaryZone zone = new SecondaryZone(APEX, List.of(dead));
      SilentPrimaries silent = new SilentPrimaries(() -> now);
      Duration wait = Duration.ofMillis(50);
      ZoneFetcher hasty = new ZoneFetcher(silent, wait, wait);
      ByteBuffer query = ByteBuffer.allocate(512);

      assertThat(reason(hasty, zone, null)).containsIgnoringCase("timed out");
      assertThat(udp.receive(query)).isNotNull();
      assertThatThrownBy(() -> hasty.fetch(zone, null, 1_000, null))
          .isInstanceOf(SilentPrimaries.Resting.class);
      SecondaryZone both = new SecondaryZone(APEX, List.of(dead, primary(4)));
      assertThat(new ZoneFetcher(silent).fetch(both, null, 1_000, null).serial()).isEqualTo(4);
      assertThat(udp.receive(query)).as("who is silent is not asked").isNull();

      assertThat(reason(hasty, zone, loopback)).containsIgnoringCase("timed out");
      assertThat(udp.receive(query.clear())).as("it told of a change").isNotNull();
      now = now.plusSeconds(10);
      assertThat(reason(hasty, zone, null)).containsIgnoringCase("timed out");
      assertThat(udp.receive(query.clear())).as("later").isNotNull();
    }
  }

  @Test
  void rfc8945_fetch_withAWrongKey_saysWhatIsWrongWithIt() throws IOException {
    ExchangePeer unsigned = primary(4);
    TsigKey key = new TsigKey(DomainName.of("k"), TsigKey.Algorithm.HMAC_SHA256, new byte[32]);
    ExchangePeer signed = new ExchangePeer(unsigned.address(), Optional.of(key));
    assertThatThrownBy(() -> fetch(null, signed))
        .hasMessage(signed + ": NOTAUTH with the TSIG error BADKEY to the query for the SOA");
  }

  @Test
  void fetch_fromSeveralThatFail_saysWhatEachHas() throws IOException {
    ExchangePeer first = primary(4);
    ExchangePeer second = primary(3);
    assertThatThrownBy(() -> fetch(zone(5), first, second))
        .hasMessage(first + ": serial 4 is older than 5; " + second + ": serial 3 is older than 5");
  }

  @Test
  void fetch_withNothingHere_takesAnySerial() throws IOException {
    assertThat(fetch(null, primary(4)).serial()).isEqualTo(4);
  }
}
