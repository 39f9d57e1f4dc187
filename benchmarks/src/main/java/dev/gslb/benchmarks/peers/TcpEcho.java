package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The floor of TCP in Java: one selector thread that reads what is there, answers each message that
 * is complete, and writes all answers of a turn at once. A program of its own.
 */
final class TcpEcho {
  private TcpEcho() {}

  /** Answers on a port of the loopback address until it is killed. */
  public static void main(String[] arguments) throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      while (true) {
        selector.select(TcpEcho::turn);
      }
    }
  }

  private static void turn(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept(key);
      } else {
        ((Connection) key.attachment()).turn(key);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void accept(SelectionKey key) throws IOException {
    SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
    if (channel == null) {
      return;
    }
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.register(key.selector(), SelectionKey.OP_READ, new Connection(channel));
  }

  /** One client: what it sent and was not yet a whole message, and what it has not yet taken. */
  private static final class Connection {
    private static final int IN_OCTETS = 32_768;
    private static final int OUT_OCTETS = 65_536;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(IN_OCTETS);
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUT_OCTETS);

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    void turn(SelectionKey key) throws IOException {
      if (key.isReadable() && !read()) {
        channel.close();
        return;
      }
      int unread;
      do {
        unread = in.position();
        answerWholeMessages();
        out.flip();
        channel.write(out);
        boolean isStuck = out.hasRemaining();
        out.compact();
        key.interestOps(isStuck ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      } while (out.position() == 0 && in.position() != unread);
    }

    /** Returns false at the end of the stream. */
    private boolean read() {
      try {
        return channel.read(in) >= 0;
      } catch (IOException reset) {
        return false;
      }
    }

    private void answerWholeMessages() {
      in.flip();
      while (in.remaining() >= Short.BYTES) {
        int length = Short.toUnsignedInt(in.getShort(in.position()));
        int start = out.position() + Short.BYTES;
        if (in.remaining() < Short.BYTES + length
            || start + length + Echo.ADDED_OCTETS > OUT_OCTETS) {
          break;
        }
        out.put(start, in, in.position() + Short.BYTES, length);
        in.position(in.position() + Short.BYTES + length);
        out.limit(start + length);
        Echo.answer(out, start);
        out.putShort(start - Short.BYTES, (short) (out.limit() - start));
        out.position(out.limit()).limit(OUT_OCTETS);
      }
      in.compact();
    }
  }
}
