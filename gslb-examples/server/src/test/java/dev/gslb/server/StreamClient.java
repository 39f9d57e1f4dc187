package dev.gslb.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.xbill.DNS.Message;

/** One TCP connection to a server, opened again when the server has closed it. */
final class StreamClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int LARGEST = 65_535;

  private final InetSocketAddress address;
  private Socket socket = new Socket();

  StreamClient(InetSocketAddress address) {
    this.address = address;
  }

  Message ask(Message query) throws IOException {
    byte[] octets = query.toWire(LARGEST);
    if (!socket.isConnected()) {
      connect();
    }
    try {
      return exchange(octets);
    } catch (IOException e) {
      connect();
      return exchange(octets);
    }
  }

  private void connect() throws IOException {
    socket.close();
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
  }

  private Message exchange(byte[] octets) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(
        ByteBuffer.allocate(2 + octets.length).putShort((short) octets.length).put(octets).array());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    return new Message(answer);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
