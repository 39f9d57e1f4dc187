package dev.gslb.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Asks a server one question and reads the address in its answer. */
final class Probe {
  /** What {@link #ask} returns when there is no answer, or none with one A record. */
  static final long NOTHING = -1;

  private static final int HEADER_OCTETS = 12;
  private static final int FLAGS = 2;
  private static final int QR = 0x8000;
  private static final int RCODE = 0xF;
  private static final int ANSWER_COUNT = 6;
  private static final int POINTER = 0xC0;
  private static final int TYPE_A = 1;
  private static final int CLASS_IN = 1;
  private static final int LARGEST_UDP = 4_096;

  /** How questions travel. */
  enum Transport {
    UDP,
    TCP
  }

  private final Transport transport;
  private final int port;
  private final int timeoutMillis;
  private short id;

  Probe(Transport transport, int port, int timeoutMillis) {
    this.transport = transport;
    this.port = port;
    this.timeoutMillis = timeoutMillis;
  }

  /** Asks for the A record of a name. Returns the address as an unsigned int, or NOTHING. */
  long ask(String name) throws IOException {
    byte[] query = query(++id, name);
    byte[] response = transport == Transport.UDP ? overUdp(query) : overTcp(query);
    return address(query, response);
  }

  /** A query for A without EDNS. */
  static byte[] query(short id, String name) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    octets.writeBytes(ByteBuffer.allocate(HEADER_OCTETS).putShort(id).putInt(1).array());
    for (String label : name.split("\\.", -1)) {
      octets.write(label.length());
      octets.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    octets.writeBytes(new byte[] {0, 0, TYPE_A, 0, CLASS_IN});
    return octets.toByteArray();
  }

  /** The address in a response that answers a query with exactly one A record, else NOTHING. */
  static long address(byte[] query, byte[] response) {
    int length = query.length;
    if (response.length < length
        || !Arrays.equals(query, 0, FLAGS, response, 0, FLAGS)
        || !Arrays.equals(query, HEADER_OCTETS, length, response, HEADER_OCTETS, length)) {
      return NOTHING;
    }
    ByteBuffer message = ByteBuffer.wrap(response);
    int flags = message.getShort(FLAGS);
    if ((flags & QR) == 0 || (flags & RCODE) != 0 || message.getShort(ANSWER_COUNT) != 1) {
      return NOTHING;
    }
    message.position(length);
    skipName(message);
    boolean isAddress =
        message.getShort() == TYPE_A && message.getShort() == CLASS_IN && message.getInt() >= 0;
    return isAddress && message.getShort() == Integer.BYTES
        ? Integer.toUnsignedLong(message.getInt())
        : NOTHING;
  }

  private static void skipName(ByteBuffer message) {
    while (true) {
      int length = Byte.toUnsignedInt(message.get());
      if (length >= POINTER) {
        message.get();
        return;
      }
      if (length == 0) {
        return;
      }
      message.position(message.position() + length);
    }
  }

  private byte[] overUdp(byte[] query) throws IOException {
    // Not connected: a port that is not open yet is silence, not an error.
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(timeoutMillis);
      socket.send(new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), port));
      DatagramPacket packet = new DatagramPacket(new byte[LARGEST_UDP], LARGEST_UDP);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    } catch (SocketTimeoutException e) {
      return new byte[0];
    }
  }

  private byte[] overTcp(byte[] query) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(timeoutMillis);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
      socket.setTcpNoDelay(true);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] framed = new byte[Short.BYTES + query.length];
      ByteBuffer.wrap(framed).putShort((short) query.length).put(query);
      out.write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] response = new byte[in.readUnsignedShort()];
      in.readFully(response);
      return response;
    } catch (IOException notYet) {
      return new byte[0];
    }
  }
}
