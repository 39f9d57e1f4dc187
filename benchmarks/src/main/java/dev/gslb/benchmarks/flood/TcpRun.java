package dev.gslb.benchmarks.flood;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Idle and slow TCP connections, while clients over UDP lose nothing and a new TCP client is
 * answered.
 *
 * @param seconds how long after all are open
 * @param idle connections that say nothing
 * @param slow connections that send slowly or never read
 */
record TcpRun(int seconds, int idle, int slow) {
  private static final int CLIENTS = 1_000;
  private static final int SPARE = 100;
  private static final int PATIENCE_MILLIS = 30_000;

  /** Runs it. Returns whether what is promised held. */
  boolean run(Path launcher) throws IOException {
    String dns =
        "tcp: {max_connections: %d, max_connections_per_client: %d, idle_timeout: 30m}"
            .formatted(idle + slow + SPARE, 2 * Connections.PER_ADDRESS);
    try (FloodedServer server = FloodedServer.start(launcher, dns);
        SteadyClient client = new SteadyClient(server.address(), "127.99.0.2", CLIENTS);
        Connections connections = new Connections(server.address())) {
      long before = server.residentOctets();
      client.start();
      connections.open(idle, slow);
      long asked = 0;
      long slowest = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (System.nanoTime() - end < 0) {
        slowest = Math.max(slowest, askOverTcp(server));
        asked++;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      }
      SteadyClient.Outcome lost = client.finish();
      int silent = connections.silentAndOpen();
      System.out.printf(
          "tcp: %,d of %,d idle connections open; of %,d slow ones %,d that send and %,d that never"
              + " read; resident %d MB before, %d MB after%n",
          silent,
          idle,
          slow,
          connections.slowAndOpen(),
          connections.deafAndOpen(),
          before >> 20,
          server.residentOctets() >> 20);
      System.out.printf(
          "tcp: clients asked %,d times over UDP and lost %d, the slowest answer took %.1f ms; %d"
              + " datagrams overflowed; %d new TCP clients were answered, the slowest after %.1f"
              + " ms%n",
          lost.asked(),
          lost.lost(),
          lost.slowestNanos() / 1e6,
          server.overflowed(),
          asked,
          slowest / 1e6);
      return lost.lost() == 0 && lost.asked() > 0 && silent == idle && server.isAlive();
    }
  }

  /** Asks once over a connection of its own. Returns how long it took, in nanoseconds. */
  private static long askOverTcp(FloodedServer server) throws IOException {
    ByteBuffer query = Question.of(Question.SMALL, Question.TYPE_A);
    long begun = System.nanoTime();
    try (Socket socket =
        new Socket(
            server.address().getAddress(),
            server.address().getPort(),
            InetAddress.getByName("127.99.0.3"),
            0)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] message = new byte[2 + query.limit()];
      ByteBuffer.wrap(message).putShort((short) query.limit()).put(query);
      out.write(message);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      if (!Question.isNoError(ByteBuffer.wrap(answer))) {
        throw new IOException("a TCP client was answered with an error");
      }
      return System.nanoTime() - begun;
    }
  }
}
