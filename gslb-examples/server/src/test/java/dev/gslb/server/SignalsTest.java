package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The program as an operator's init system runs it. */
final class SignalsTest {
  private static final int QUERIES = 50;
  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeConfiguration() throws IOException {
    file = folder.resolve("gslb.yaml");
    Files.writeString(file, configuration("192.0.2.1"));
  }

  private static String configuration(String address) {
    return """
        dns: {listen_address: "127.0.0.1:0"}
        regions: [{name: here, servers: [{address: %s}]}]
        domains: [{name: www.example.com, regions: [here]}]
        """
        .formatted(address);
  }

  private static Message query(int id) throws IOException {
    Name name = Name.fromString("www.example.com.");
    Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    query.getHeader().setID(id);
    return query;
  }

  private static String address(Message reply) {
    return ((ARecord) reply.getSection(Section.ANSWER).get(0)).getAddress().getHostAddress();
  }

  @Test
  void hangup_unchangedAndChangedFile_reloads() throws Exception {
    try (ServeProcess process = ServeProcess.start(file)) {
      DemoClient client = new DemoClient(process.awaitAddress());
      assertThat(client.addresses("www.example.com", null)).containsExactly("192.0.2.1");
      process.signal("HUP");
      process.awaitLine("Reloaded .*gslb.yaml: 1 zones");
      Files.writeString(file, configuration("192.0.2.2"));
      process.signal("HUP");
      process.awaitLine("Reloaded .*gslb.yaml: 1 zones");

      assertThat(client.addresses("www.example.com", null)).containsExactly("192.0.2.2");
    }
  }

  @Test
  void terminate_queriesSentBefore_areAnsweredAndTheExitCodeIsZero() throws Exception {
    try (ServeProcess process = ServeProcess.start(file);
        DatagramSocket udp = new DatagramSocket();
        Socket tcp = new Socket()) {
      InetSocketAddress server = process.awaitAddress();
      udp.setSoTimeout(PATIENCE_MILLIS);
      udp.connect(server);
      tcp.setSoTimeout(PATIENCE_MILLIS);
      tcp.connect(server);
      assertThat(askOverTcp(tcp, 1)).isEqualTo("192.0.2.1");
      for (int id = 0; id < QUERIES; id++) {
        byte[] octets = query(id).toWire();
        udp.send(new DatagramPacket(octets, octets.length));
      }
      sendOverTcp(tcp, 2);
      process.signal("TERM");

      assertThat(receive(udp)).hasSize(QUERIES);
      assertThat(readOverTcp(tcp, 2)).isEqualTo("192.0.2.1");
      assertThat(process.awaitExitCode()).isZero();
    }
  }

  @Test
  void interrupt_idleServer_exitsWithZero() throws Exception {
    try (ServeProcess process = ServeProcess.start(file)) {
      process.awaitAddress();
      process.signal("INT");

      assertThat(process.awaitExitCode()).isZero();
    }
  }

  @Test
  void hangup_duringStart_reloadsOnceItServes() throws Exception {
    try (ServeProcess process = ServeProcess.start(file)) {
      process.awaitLine("Reading .*gslb.yaml");
      process.signal("HUP");
      process.awaitAddress();
      process.awaitLine("Reloaded .*gslb.yaml: 1 zones");

      process.signal("TERM");
      assertThat(process.awaitExitCode()).isZero();
    }
  }

  @Test
  void terminate_duringStart_exitsWithZero() throws Exception {
    try (ServeProcess process = ServeProcess.start(file)) {
      process.awaitLine("Reading .*gslb.yaml");
      process.signal("TERM");

      assertThat(process.awaitExitCode()).isZero();
    }
  }

  private static Set<Integer> receive(DatagramSocket udp) throws IOException {
    Set<Integer> ids = new HashSet<>();
    byte[] octets = new byte[1_232];
    while (ids.size() < QUERIES) {
      DatagramPacket packet = new DatagramPacket(octets, octets.length);
      udp.receive(packet);
      Message reply = new Message(Arrays.copyOf(octets, packet.getLength()));
      assertThat(address(reply)).isEqualTo("192.0.2.1");
      ids.add(reply.getHeader().getID());
    }
    return ids;
  }

  private static String askOverTcp(Socket tcp, int id) throws IOException {
    sendOverTcp(tcp, id);
    return readOverTcp(tcp, id);
  }

  private static void sendOverTcp(Socket tcp, int id) throws IOException {
    byte[] octets = query(id).toWire();
    DataOutputStream out = new DataOutputStream(tcp.getOutputStream());
    byte[] framed = new byte[octets.length + 2];
    framed[0] = (byte) (octets.length >>> 8);
    framed[1] = (byte) octets.length;
    System.arraycopy(octets, 0, framed, 2, octets.length);
    out.write(framed);
    out.flush();
  }

  private static String readOverTcp(Socket tcp, int id) throws IOException {
    DataInputStream in = new DataInputStream(tcp.getInputStream());
    byte[] octets = new byte[in.readUnsignedShort()];
    in.readFully(octets);
    Message reply = new Message(octets);
    assertThat(reply.getHeader().getID()).isEqualTo(id);
    return address(reply);
  }
}
