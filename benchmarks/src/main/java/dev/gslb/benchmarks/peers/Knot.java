package dev.gslb.benchmarks.peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Knot DNS with one worker of each kind: static answers, or weighted ones by its module geoip. */
final class Knot {
  static final Peer STATIC = new Peer("knot", Peer.Traits.NATIVE, Knot::write);
  static final Peer GEOIP = new Peer("knot geoip", Peer.Traits.NATIVE, Knot::write);

  private Knot() {}

  private static Peer.Launch write(Path folder, int port, Workload workload) throws IOException {
    workload.writeZone(folder.resolve("zone"));
    StringBuilder out = new StringBuilder();
    out.append(
        """
        server:
          listen: 127.0.0.1@%2$d
          rundir: "%1$s"
          udp-workers: 1
          tcp-workers: 1
          background-workers: 1
        database:
          storage: "%1$s"
        """
            .formatted(folder, port));
    if (workload.isWeighted()) {
      writeChoices(folder.resolve("choices.conf"), workload);
      out.append(
          """
          mod-geoip:
            - id: choice
              config-file: "%s/choices.conf"
              ttl: %d
              mode: weighted
          """
              .formatted(folder, Workload.TTL_SECONDS));
    }
    out.append(
        """
        zone:
          - domain: %s
            storage: "%s"
            file: zone
            zonefile-sync: -1
            journal-content: none
        """
            .formatted(Workload.APEX, folder));
    if (workload.isWeighted()) {
      out.append("    module: mod-geoip/choice\n");
    }
    Path file = folder.resolve("knot.conf");
    Files.writeString(file, out);
    return Peer.Launch.of("knotd", "-c", file.toString());
  }

  private static void writeChoices(Path file, Workload workload) throws IOException {
    StringBuilder choices = new StringBuilder();
    for (int i = 0; i < workload.endpoints(); i++) {
      choices.append("  - weight: " + Workload.weight(i) + "\n");
      choices.append("    A: " + Workload.text(Workload.endpointAddress(i)) + "\n");
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < workload.names(); i++) {
        out.append(Workload.fullName(i)).append(":\n").append(choices);
      }
    }
  }
}
