import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a server again and again and prints how long each start took until the first correct
 * answer over UDP, and how much CPU time the server had used by then: {@code java StartTime.java
 * RUNS COMMAND...}. With the word {@code memory} in place of the number it starts once, sends
 * 1,000,000 queries with dnsperf, and prints the memory of the process (PSS). The command is given
 * ports in the environment, GSLB_START_PORT for DNS and GSLB_START_BACKEND for the backends that it
 * checks.
 */
final class StartTime {
  /** A, IN, www.example.com, without EDNS; the first two octets are the id. */
  private static final byte[] QUERY =
      ("\0\1\0\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1")
          .getBytes(StandardCharsets.ISO_8859_1);

  private static final int POLL_MILLIS = 2;
  private static final int IDLE_MILLIS = 2_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private StartTime() {}

  public static void main(String[] arguments) throws Exception {
    List<String> command = List.of(arguments).subList(1, arguments.length);
    ServerSocket first = backend("127.0.0.11", 0);
    backend("127.0.0.12", first.getLocalPort());
    if (arguments[0].equals("memory")) {
      memory(command, first.getLocalPort());
      System.exit(0);
    }
    int runs = Integer.parseInt(arguments[0]);
    double[] millis = new double[runs];
    double[] busyMillis = new double[runs];
    // The first start warms the page cache and is not counted.
    for (int run = -1; run < runs; run++) {
      double[] taken = start(command, first.getLocalPort());
      if (run >= 0) {
        millis[run] = taken[0];
        busyMillis[run] = taken[1];
      }
    }
    Arrays.sort(millis);
    Arrays.sort(busyMillis);
    System.out.printf(
        "median %.0f ms (%.0f to %.0f), CPU time %.0f ms (%.0f to %.0f), %d starts%n",
        millis[runs / 2],
        millis[0],
        millis[runs - 1],
        busyMillis[runs / 2],
        busyMillis[0],
        busyMillis[runs - 1],
        runs);
    System.exit(0);
  }

  /** Milliseconds from the start of the process to the answer, and of CPU time until then. */
  private static double[] start(List<String> command, int backendPort) throws Exception {
    int port = freePort();
    long begin = System.nanoTime();
    Process server = launch(command, port, backendPort);
    try {
      awaitAnswer(server, port, begin);
      double taken = (System.nanoTime() - begin) / 1e6;
      return new double[] {taken, server.info().totalCpuDuration().orElseThrow().toMillis()};
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static void memory(List<String> command, int backendPort) throws Exception {
    int port = freePort();
    Path queries = Files.createTempFile("start", ".queries");
    Process server = launch(command, port, backendPort);
    try {
      awaitAnswer(server, port, System.nanoTime());
      Thread.sleep(IDLE_MILLIS);
      long idle = proportionalSetKilobytes(server);
      Files.writeString(queries, "www.example.com A\n");
      Process load =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "dnsperf -c 16 -n 1000000 -s 127.0.0.1 -p \"$1\" -d \"$2\"",
                  "sh",
                  Integer.toString(port),
                  queries.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (load.waitFor() != 0) {
        throw new IOException("dnsperf failed");
      }
      System.out.printf(
          "%.0f MB idle, %.0f MB after 1,000,000 queries (PSS)%n",
          idle / 1024.0, proportionalSetKilobytes(server) / 1024.0);
    } finally {
      server.destroy();
      server.waitFor();
      Files.delete(queries);
    }
  }

  private static long proportionalSetKilobytes(Process server) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + server.pid() + "/smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no Pss");
  }

  private static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
        DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
      return udp.getLocalPort();
    }
  }

  private static Process launch(List<String> command, int port, int backendPort)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("GSLB_START_PORT", Integer.toString(port));
    builder.environment().put("GSLB_START_BACKEND", Integer.toString(backendPort));
    return builder.start();
  }

  private static void awaitAnswer(Process server, int port, long begin) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      socket.setSoTimeout(POLL_MILLIS);
      while (!answers(socket)) {
        if (!server.isAlive() || System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new IOException("the server does not answer");
        }
      }
    }
  }

  /** Asks once. A closed port refuses at once; then it sleeps instead of asking without end. */
  private static boolean answers(DatagramSocket socket) throws Exception {
    byte[] reply = new byte[512];
    DatagramPacket packet = new DatagramPacket(reply, reply.length);
    try {
      socket.send(new DatagramPacket(QUERY, QUERY.length));
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return false;
    } catch (PortUnreachableException e) {
      Thread.sleep(POLL_MILLIS);
      return false;
    }
    int end = packet.getLength();
    boolean noError = (reply[3] & 15) == 0 && reply[7] == 1;
    return noError && reply[end - 4] == 127 && (reply[end - 1] == 11 || reply[end - 1] == 12);
  }

  /** Answers each request with 200. */
  private static ServerSocket backend(String address, int port) throws IOException {
    ServerSocket listening = new ServerSocket(port, 50, InetAddress.getByName(address));
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try (Socket client = listening.accept()) {
                  client.getInputStream().read(new byte[4_096]);
                  client
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                              .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  // The next client may do better.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return listening;
  }
}
