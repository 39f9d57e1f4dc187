package dev.gslb.benchmarks.memory;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long does a process take from the start of its JVM to its first answer, with a zone from a
 * master file? The argument is the file; with a number of records and a kind before it, the file is
 * written instead.
 */
final class FirstAnswer {
  private FirstAnswer() {}

  /** Loads, serves, asks once, and prints both times. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 1) {
      int records = Integer.parseInt(arguments[0]);
      Path file = ZoneFile.write(RecordKind.valueOf(arguments[1]), records, 1);
      Files.move(file, Path.of(arguments[2]));
      return;
    }
    long start = System.nanoTime();
    Zone zone = Zone.builder(ZoneFile.APEX).addFile(Path.of(arguments[0])).build();
    long loaded = System.nanoTime();
    try (GslbServer server = GslbServer.builder().zone(zone).start();
        DnsClient client = new DnsClient(server.addresses().get(0))) {
      int address = client.ask(ZoneFile.label(1) + "." + ZoneFile.APEX);
      long begun = ManagementFactory.getRuntimeMXBean().getStartTime();
      System.out.printf(
          "start of the JVM to first answer %d ms, of it reading and building %d ms, %d RRsets, answer %d%n",
          System.currentTimeMillis() - begun,
          (loaded - start) / 1_000_000,
          zone.rrsetCount(),
          address);
    }
  }
}
