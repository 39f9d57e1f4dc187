package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/** What others are told of zones that come and go. */
class NotifierTest {
  private final ZoneHistory history = new ZoneHistory();
  private DatagramSocket secondary;
  private ExchangeConfig config;
  private Notifier notifier;

  @BeforeEach
  void open() throws IOException {
    secondary = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    secondary.setSoTimeout(30_000);
    InetSocketAddress address = (InetSocketAddress) secondary.getLocalSocketAddress();
    ZoneExchange exchange =
        new ZoneExchange(
            List.of(), List.of(new ExchangePeer(address, Optional.empty())), GslbContent.HEALTHY);
    config = new ExchangeConfig(List.of(), exchange, Map.of());
    notifier = new Notifier("test", config, history, Duration.ofSeconds(30), 1);
  }

  @AfterEach
  void close() {
    notifier.close();
    secondary.close();
  }

  private static PackedZone zone(String apex, long serial, String text) {
    return (PackedZone)
        Zone.builder(apex)
            .add(apex, "SOA", 60, "ns.elsewhere. admin.elsewhere. " + serial + " 1 1 1 1")
            .add(apex, "NS", 60, "ns.elsewhere.")
            .add(apex, "TXT", 60, text)
            .build();
  }

  /** The next zone that the secondary is told of. */
  private String told() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
    secondary.receive(packet);
    Message notify = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    return notify.getQuestion().getName().toString();
  }

  @Test
  void source_isTheAddressThatTheMessageLeavesFrom() throws IOException {
    InetAddress source = InetAddress.getByName("127.0.0.2");
    InetSocketAddress address = (InetSocketAddress) secondary.getLocalSocketAddress();
    ExchangePeer peer = new ExchangePeer(address, Optional.empty(), Optional.of(source));
    ZoneExchange exchange = new ZoneExchange(List.of(), List.of(peer), GslbContent.HEALTHY);
    notifier.tell(new ExchangeConfig(List.of(), exchange, Map.of()));
    notifier.installed(zone("example", 1, "a"));
    DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
    secondary.receive(packet);
    assertThat(packet.getAddress()).isEqualTo(source);
  }

  @Test
  void zoneThatComesAndGoesAtOnce_isForgotten() throws IOException {
    PackedZone gone = zone("gone", 1, "a");
    notifier.installed(gone);
    notifier.removed(gone.apex());
    notifier.installed(zone("stays", 1, "a"));
    assertThat(told()).as("of a zone that is served").isEqualTo("stays.");

    PackedZone later = zone("gone", 2, "b");
    history.note(later, true);
    assertThat(history.since(1, later)).isEmpty();
  }

  /** Serves a version of a zone, of which the secondary is told. */
  private PackedZone told(long serial, String text) throws IOException {
    PackedZone zone = zone("example", serial, text);
    notifier.installed(zone);
    assertThat(told()).isEqualTo("example.");
    return zone;
  }

  /** Serves a version of a zone while nobody is to be told. */
  private void untold(long serial, String text) {
    notifier.tell(ExchangeConfig.NONE);
    notifier.installed(zone("example", serial, text));
    notifier.tell(config);
  }

  @Test
  void zoneThatChangedWhileNobodyWasTold_beginsNoStep() throws IOException {
    told(1, "a");
    untold(1, "b");
    PackedZone next = told(2, "c");
    assertThat(history.since(1, next)).as("1 is a or b").isEmpty();
  }

  @Test
  void versionThatWasServedAndNotNoted_makesItsSerialAmbiguous() throws IOException {
    told(1, "a");
    untold(5, "b");
    told(5, "c");
    PackedZone next = told(6, "d");
    assertThat(history.since(5, next)).as("5 is b or c").isEmpty();
    PackedZone last = told(7, "e");
    assertThat(history.since(6, last)).hasSize(1);
  }

  @Test
  void zoneThatComesBack_isToldOfAgain() throws IOException {
    PackedZone zone = told(1, "a");
    notifier.removed(zone.apex());
    notifier.installed(zone);
    assertThat(told()).isEqualTo("example.");
  }
}
