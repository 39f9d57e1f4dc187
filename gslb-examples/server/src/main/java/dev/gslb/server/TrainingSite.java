package dev.gslb.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What is served while training, and the questions to it. */
final class TrainingSite {
  private static final int A = 1;
  private static final int NS = 2;
  private static final int SOA = 6;
  private static final int MX = 15;
  private static final int AAAA = 28;

  private static final int NOERROR = 0;
  private static final int NXDOMAIN = 3;
  private static final int REFUSED = 5;

  private static final int HEADER_OCTETS = 12;
  private static final int MOST_OCTETS = 1_232;
  private static final int PATIENCE_MILLIS = 30_000;

  /** An OPT record of 1,232 octets with the client subnet 203.0.113.0/24 (RFC 6891, RFC 7871). */
  private static final byte[] OPT_WITH_SUBNET = {
    0, 0, 41, 4, (byte) 0xd0, 0, 0, 0, 0, 0, 11, 0, 8, 0, 7, 0, 1, 24, 0, (byte) 203, 0, 113
  };

  static final String ZONE =
      """
      $TTL 300
      @ IN SOA ns1 hostmaster 1 3600 600 1209600 60
      @ NS ns1
      @ MX 10 mail
      ns1 A 192.0.2.53
      mail A 192.0.2.25
      mail AAAA 2001:db8::25
      @ TXT "training"
      alias CNAME www
      *.wild A 192.0.2.80
      child NS ns1.child
      ns1.child A 192.0.2.54
      """;

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("www.example.com", A, NOERROR),
          new Question("www.example.com", AAAA, NOERROR),
          new Question("turn.example.com", A, NOERROR),
          new Question("weighted.example.com", A, NOERROR),
          new Question("geo.example.com", A, NOERROR),
          new Question("alias.example.com", A, NOERROR),
          new Question("any.wild.example.com", A, NOERROR),
          new Question("host.child.example.com", A, NOERROR),
          new Question("example.com", SOA, NOERROR),
          new Question("example.com", NS, NOERROR),
          new Question("example.com", MX, NOERROR),
          new Question("absent.example.com", A, NXDOMAIN),
          new Question("example.org", A, REFUSED));

  private TrainingSite() {}

  /** A configuration that uses much of what there is; ports are chosen by the system. */
  static String configuration(int backendPort) {
    return """
        dns: {listen_address: "127.0.0.1:0", default_ttl: 30}
        logging: {level: warn}
        metrics: {address: "127.0.0.1:0"}
        regions:
          - name: eu
            countries: [DE, FR]
            servers:
              - {address: 127.0.0.1, port: %1$d, weight: 75}
            health_check: {type: http, path: /health, interval: 1s, timeout: 500ms}
          - name: us
            countries: [US]
            servers:
              - {address: 127.0.0.1, port: %1$d, weight: 25}
            health_check: {type: tcp, interval: 1s, timeout: 500ms}
        overwatch:
          geolocation:
            default_region: eu
            custom_mappings:
              - {cidr: 203.0.113.0/24, region: us, comment: documentation network}
        zones:
          - {name: example.com, file: example.com.zone}
        domains:
          - {name: www.example.com, routing_algorithm: failover, regions: [eu, us]}
          - {name: turn.example.com, routing_algorithm: round-robin, regions: [eu, us]}
          - {name: weighted.example.com, routing_algorithm: weighted, regions: [eu, us]}
          - {name: geo.example.com, routing_algorithm: geolocation, regions: [eu, us]}
        """
        .formatted(backendPort);
  }

  /** Asks all questions so many times, with and without EDNS. */
  static void askOverUdp(InetSocketAddress server, int rounds) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(server);
      byte[] reply = new byte[MOST_OCTETS];
      DatagramPacket received = new DatagramPacket(reply, reply.length);
      for (int round = 0; round < rounds; round++) {
        for (Question question : QUESTIONS) {
          byte[] query = question.octets(round % 2 == 0);
          socket.send(new DatagramPacket(query, query.length));
          received.setLength(reply.length);
          socket.receive(received);
          question.check(Arrays.copyOf(reply, received.getLength()));
        }
      }
    }
  }

  /** Asks all questions so many times over one connection. */
  static void askOverTcp(InetSocketAddress server, int rounds) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int round = 0; round < rounds; round++) {
        for (Question question : QUESTIONS) {
          byte[] query = question.octets(round % 2 == 0);
          ByteArrayOutputStream framed = new ByteArrayOutputStream();
          DataOutputStream out = new DataOutputStream(framed);
          out.writeShort(query.length);
          out.write(query);
          socket.getOutputStream().write(framed.toByteArray());
          byte[] reply = new byte[in.readUnsignedShort()];
          in.readFully(reply);
          question.check(reply);
        }
      }
    }
  }

  private record Question(String name, int type, int rcode) {
    byte[] octets(boolean withSubnet) throws IOException {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(octets);
      out.writeShort(name.hashCode());
      out.writeShort(0);
      out.writeShort(1);
      out.writeShort(0);
      out.writeShort(0);
      out.writeShort(withSubnet ? 1 : 0);
      for (String label : name.split("\\.", -1)) {
        out.writeByte(label.length());
        out.write(label.getBytes(StandardCharsets.US_ASCII));
      }
      out.writeByte(0);
      out.writeShort(type);
      out.writeShort(1);
      if (withSubnet) {
        out.write(OPT_WITH_SUBNET);
      }
      return octets.toByteArray();
    }

    void check(byte[] reply) throws IOException {
      if (reply.length < HEADER_OCTETS || (reply[3] & 15) != rcode) {
        throw new IOException(name + ": not the answer that was expected");
      }
    }
  }
}
