package dev.gslb.benchmarks.flood;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The reference server as a process of its own. */
final class FloodedServer implements AutoCloseable {
  private static final String ADDRESS = "127.77.0.1";
  private static final int PATIENCE_SECONDS = 60;
  private static final int TEXTS = 12;
  private static final String TEXT = "x".repeat(250);

  private final InetSocketAddress address;
  private final Process process;

  private FloodedServer(InetSocketAddress address, Process process) {
    this.address = address;
    this.process = process;
  }

  /** Starts it with some lines below {@code dns}, and waits until it answers. */
  static FloodedServer start(Path launcher, String dns) throws IOException {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName(ADDRESS))) {
      port = free.getLocalPort();
    }
    Path folder = Files.createTempDirectory("gslb-flood");
    Files.writeString(folder.resolve("example.com.zone"), zone());
    Path file =
        Files.writeString(
            folder.resolve("gslb.yaml"),
            """
            dns:
              listen_address: "%s:%d"
            %s
            metrics: {enabled: false}
            zones: [{name: example.com, file: example.com.zone}]
            """
                .formatted(ADDRESS, port, dns.indent(2).stripTrailing()));
    Process process =
        new ProcessBuilder(launcher.toString(), "serve", "--config", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    FloodedServer server = new FloodedServer(new InetSocketAddress(ADDRESS, port), process);
    try {
      server.awaitAnswer();
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw new IOException("see " + folder.resolve("server.log"), e);
    }
  }

  private static String zone() {
    StringBuilder zone =
        new StringBuilder(
            """
            @ 60 IN SOA ns.example.com. admin.example.com. 1 3600 600 86400 60
            @ 60 IN NS ns.example.com.
            ns 60 IN A 192.0.2.1
            www 60 IN A 192.0.2.2
            """);
    for (int i = 0; i < TEXTS; i++) {
      zone.append("large 60 IN TXT \"").append(i).append(TEXT).append("\"\n");
    }
    return zone.toString();
  }

  private void awaitAnswer() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      try (SteadyClient client = new SteadyClient(address, "127.99.0.1", 10)) {
        client.start();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        if (client.finish().answered() > 0) {
          return;
        }
      }
    }
    throw new IOException("the server does not answer");
  }

  InetSocketAddress address() {
    return address;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Memory that the process holds, in octets. */
  long residentOctets() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"));
    return lines.stream()
            .filter(line -> line.startsWith("Rss:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        << 10;
  }

  /** Datagrams that the kernel had no room for in the server's sockets. */
  long overflowed() throws IOException {
    byte[] octets = address.getAddress().getAddress();
    String local =
        String.format(
            Locale.ROOT,
            "%02X%02X%02X%02X:%04X",
            octets[3],
            octets[2],
            octets[1],
            octets[0],
            address.getPort());
    return Files.readAllLines(Path.of("/proc/net/udp")).stream()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(fields -> fields[1].equals(local))
        .mapToLong(fields -> Long.parseLong(fields[fields.length - 1]))
        .sum();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
