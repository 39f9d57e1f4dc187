package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 1996: other servers are told of changes. */
class Rfc1996Test {
  private DatagramSocket secondary;

  @BeforeEach
  void open() throws IOException {
    secondary = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    secondary.setSoTimeout(30_000);
  }

  @AfterEach
  void close() {
    secondary.close();
  }

  private GslbServer telling(Optional<TsigKey> key) throws IOException {
    InetSocketAddress address = (InetSocketAddress) secondary.getLocalSocketAddress();
    ZoneExchange exchange =
        new ZoneExchange(List.of(), List.of(new ExchangePeer(address, key)), GslbContent.OMIT);
    return GslbServer.builder()
        .zone(zone(1))
        .exchange(new ExchangeConfig(List.of(), exchange, Map.of()))
        .start();
  }

  private static Zone zone(long serial) {
    return Zone.builder("example")
        .add("example", "SOA", 60, "ns.example. admin.example. " + serial + " 1 1 1 1")
        .add("example", "NS", 60, "ns.example.")
        .add("ns.example", "A", 60, "192.0.2.1")
        .build();
  }

  private Message received(boolean answer) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
    secondary.receive(packet);
    Message notify = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    if (answer) {
      Message reply = new Message(notify.getHeader().getID());
      reply.getHeader().setOpcode(Opcode.NOTIFY);
      reply.getHeader().setFlag(Flags.QR);
      reply.addRecord(notify.getQuestion(), Section.QUESTION);
      byte[] wire = reply.toWire();
      secondary.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
    }
    return notify;
  }

  private static long serial(Message notify) {
    return ((SOARecord) notify.getSection(Section.ANSWER).get(0)).getSerial();
  }

  @Test
  void section3_7_changeOfTheSerial_isTold() throws IOException {
    try (GslbServer server = telling(Optional.empty())) {
      Message first = received(true);
      assertThat(first.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
      assertThat(first.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(first.getQuestion().getType()).isEqualTo(Type.SOA);
      assertThat(serial(first)).isEqualTo(1);
      server.apply(List.of(zone(1)));
      server.apply(List.of(zone(2)));
      Message next = received(true);
      while (next.getHeader().getID() == first.getHeader().getID()) {
        next = received(true); // the first answer came too late
      }
      assertThat(serial(next)).as("the same serial is not told again").isEqualTo(2);
    }
  }

  @Test
  void section3_6_withoutAnAnswer_isToldAgain() throws IOException {
    try (GslbServer server = telling(Optional.empty())) {
      Message first = received(false);
      Message second = received(true);
      assertThat(serial(second)).isEqualTo(serial(first));
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void rfc8945_withAKey_isSigned() throws IOException {
    TsigKey key =
        new TsigKey(DomainName.of("k"), TsigKey.Algorithm.HMAC_SHA256, new byte[] {1, 2, 3});
    try (GslbServer server = telling(Optional.of(key))) {
      Message notify = received(true);
      assertThat(notify.getTSIG().getName()).hasToString("k.");
      assertThat(server.port()).isPositive();
    }
  }
}
