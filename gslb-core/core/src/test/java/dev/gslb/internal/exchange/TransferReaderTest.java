package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.TsigKey;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;

/** What messages make up a transfer, and which are no part of one. */
class TransferReaderTest {
  private static final DomainName APEX = DomainName.of("example");
  private static final Name NAME = Name.fromConstantString("example.");
  private static final String NS = "example. 60 NS ns.example.\n";
  private static final TsigKey SHARED =
      new TsigKey(DomainName.of("key"), TsigKey.Algorithm.HMAC_SHA256, new byte[32]);
  private static final TSIG KEY =
      new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString("key."), new byte[32]);

  private final PackedZone base =
      (PackedZone)
          Zone.builder(APEX)
              .add("@", "SOA", 60, "ns.example. a.example. 1 1 2 3 4")
              .add("@", "NS", 60, "ns.example.")
              .build();

  private static String soa(int serial) {
    return "example. 60 SOA ns.example. a.example. " + serial + " 1 2 3 4\n";
  }

  private static Message query(int type) {
    return Message.newQuery(Record.newRecord(NAME, type, DClass.IN));
  }

  private static Message answer(Message query, String records) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    try (Master master =
        new Master(new ByteArrayInputStream(records.getBytes(StandardCharsets.US_ASCII)), NAME)) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        answer.addRecord(record, Section.ANSWER);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  private PackedZone read(int type, String... messages) throws ZoneTransferException {
    Message query = query(type);
    IncomingZone zone = new IncomingZone(APEX, type == Type.IXFR ? base : null, 100);
    TransferReader reader = new TransferReader(query, 1, zone);
    for (String records : messages) {
      assertThat(reader.isEnded()).isFalse();
      reader.read(answer(query, records));
    }
    assertThat(reader.isEnded()).isTrue();
    return zone.zone();
  }

  @Test
  void read_aZoneInSeveralMessages_isTheZone() throws ZoneTransferException {
    assertThat(read(Type.AXFR, soa(7), NS, "a 5 A 192.0.2.1\n" + soa(7)).rrsetCount()).isEqualTo(3);
    assertThat(read(Type.IXFR, soa(7) + NS + soa(7)).serial()).isEqualTo(7);
  }

  @Test
  void read_changesInSeveralMessages_areTheZoneAfterThem() throws ZoneTransferException {
    String first = soa(3) + soa(1) + soa(2) + "a 5 A 192.0.2.1\n" + soa(2);
    PackedZone zone =
        read(Type.IXFR, first, "a 5 A 192.0.2.1\n" + soa(3), "b 5 A 192.0.2.2\n", soa(3));
    assertThat(zone.serial()).isEqualTo(3);
    assertThat(zone.rrsetCount()).isEqualTo(3);
  }

  @Test
  void read_nothingNewer_isNoZone() {
    assertThatThrownBy(() -> read(Type.IXFR, soa(1)))
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining("no zone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NS",
        "SOA7 NS SOA7 NS",
        "SOA7 NS SOA8",
        "SOA3 SOA1 SOA2 SOA1",
        "SOA3 SOA1 NS SOA3 SOA3 NS",
        "SOA3 SOA2 SOA3",
      })
  void read_recordsOutOfOrder_areRefused(String records) {
    StringBuilder text = new StringBuilder();
    for (String record : records.split(" ", -1)) {
      text.append(record.equals("NS") ? NS : soa(record.charAt(3) - '0'));
    }
    assertThatThrownBy(() -> read(Type.IXFR, text.toString()))
        .isInstanceOf(ZoneTransferException.class);
  }

  static void assertNoPart(Consumer<Message> change) {
    Message query = query(Type.AXFR);
    TransferReader reader = new TransferReader(query, 0, new IncomingZone(APEX, null, 100));
    Message first = answer(query, soa(7) + NS);
    Message later = answer(query, "a 5 A 192.0.2.1\n" + soa(7));
    change.accept(later);
    assertThatThrownBy(
            () -> {
              reader.read(first);
              reader.read(later);
            })
        .isInstanceOf(ZoneTransferException.class);
  }

  @Test
  void read_aLaterMessageWithAnythingOdd_endsTheTransfer() {
    assertNoPart(message -> message.getHeader().setID(message.getHeader().getID() ^ 1));
    assertNoPart(message -> message.getHeader().setRcode(Rcode.SERVFAIL));
    assertNoPart(message -> message.getHeader().setOpcode(Opcode.NOTIFY));
    assertNoPart(message -> message.getHeader().setFlag(Flags.TC));
    assertNoPart(message -> message.getHeader().unsetFlag(Flags.QR));
    assertNoPart(message -> message.removeAllRecords(Section.ANSWER));
    assertNoPart(
        message -> {
          message.removeAllRecords(Section.QUESTION);
          message.addRecord(Record.newRecord(NAME, Type.IXFR, DClass.IN), Section.QUESTION);
        });
  }

  /** Takes a transfer whose messages are signed, but for those with an exclamation mark. */
  private static PackedZone signed(String... messages) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, messages));
      Message query = query(Type.AXFR);
      IncomingZone zone = new IncomingZone(APEX, null, 100);
      InetSocketAddress address =
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
      try (TransferConnection connection =
          new TransferConnection(
              new ExchangePeer(address, Optional.of(SHARED)), Duration.ofSeconds(30))) {
        connection.transfer(query, new TransferReader(query, 0, zone));
      } finally {
        served.handle((done, failure) -> failure == null).join();
      }
      return zone.zone();
    }
  }

  private static void serve(ServerSocket server, String... messages) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] octets = new byte[in.readUnsignedShort()];
      in.readFully(octets);
      Message query = new Message(octets);
      TSIGRecord before = query.getTSIG();
      List<byte[]> sent = new ArrayList<>();
      for (String records : messages) {
        Message answer = answer(query, records.replace("!", ""));
        if (!records.startsWith("!")) {
          KEY.apply(answer, Rcode.NOERROR, before, sent.isEmpty());
          before = answer.getTSIG();
        }
        sent.add(answer.toWire(Message.MAXLENGTH));
      }
      for (byte[] message : sent) {
        out.writeShort(message.length);
        out.write(message);
      }
      socket.shutdownOutput();
      // Until the other side has read all: a reset would take what is under way.
      while (in.read() >= 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void transfer_signed_isTaken() throws Exception {
    assertThat(signed(soa(7) + NS, soa(7)).serial()).isEqualTo(7);
    assertThat(signed(soa(7) + NS + soa(7)).serial()).isEqualTo(7);
  }

  @Test
  void transfer_notSignedToItsEnd_isRefused() {
    assertThatThrownBy(() -> signed("!" + soa(7) + NS + soa(7)))
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining("TSIG");
    assertThatThrownBy(() -> signed(soa(7) + NS, "!" + soa(7)))
        .isInstanceOf(ZoneTransferException.class)
        .hasMessageContaining("last message is not signed");
  }
}
