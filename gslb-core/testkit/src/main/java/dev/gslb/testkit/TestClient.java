package dev.gslb.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

/** A client of a transport under test. It waits for what must come, and not for ever. */
interface TestClient extends AutoCloseable {
  /** How long it waits. */
  int PATIENCE_MILLIS = 20_000;

  /** Sends one message. */
  void send(byte[] message) throws IOException;

  /** Waits for the next message. */
  byte[] receive() throws IOException;

  /** The port that the server sees. */
  int localPort();

  @Override
  void close() throws IOException;

  /** Sends one message and waits for the next that comes. */
  default byte[] ask(byte[] message) throws IOException {
    send(message);
    return receive();
  }

  /** Over datagrams; each must come from the address asked. */
  final class Datagrams implements TestClient {
    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final byte[] buffer = new byte[65_535];

    Datagrams(InetSocketAddress server) throws IOException {
      socket = new DatagramSocket();
      socket.setSoTimeout(PATIENCE_MILLIS);
      this.server = server;
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, message.length, server));
    }

    @Override
    public byte[] receive() throws IOException {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      if (!server.equals(packet.getSocketAddress())) {
        throw new AssertionError(
            "an answer from " + packet.getSocketAddress() + " (expected: from " + server + ")");
      }
      return Arrays.copyOf(buffer, packet.getLength());
    }

    @Override
    public int localPort() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** Over a stream, each message behind its length. */
  final class Stream implements TestClient {
    private final Socket socket;
    private final DataInputStream in;

    Stream(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Puts messages behind their lengths, one after the other. */
    static byte[] framed(byte[]... messages) {
      int length = Arrays.stream(messages).mapToInt(message -> message.length + 2).sum();
      byte[] framed = new byte[length];
      int at = 0;
      for (byte[] message : messages) {
        framed[at] = (byte) (message.length >>> 8);
        framed[at + 1] = (byte) message.length;
        System.arraycopy(message, 0, framed, at + 2, message.length);
        at += message.length + 2;
      }
      return framed;
    }

    @Override
    public void send(byte[] message) throws IOException {
      write(framed(message));
    }

    /** Sends octets as they are, in one write. */
    void write(byte[] octets) throws IOException {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    }

    @Override
    public byte[] receive() throws IOException {
      byte[] message = new byte[in.readUnsignedShort()];
      in.readFully(message);
      return message;
    }

    /** Waits for the end of the stream. Returns false if a message comes instead. */
    boolean isEnded() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketException e) {
        // A server that closes with octets unread resets the connection.
        return true;
      }
    }

    /** Sends no more, but goes on receiving. */
    void finishSending() throws IOException {
      socket.shutdownOutput();
    }

    /** Is gone at once, without a farewell. */
    void abort() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public int localPort() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
