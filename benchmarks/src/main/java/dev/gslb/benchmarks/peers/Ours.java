package dev.gslb.benchmarks.peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This project's server, started by its own script, so with the flags that it ships. */
final class Ours {
  private Ours() {}

  /**
   * The server on one JDK with one UDP transport and one worker.
   *
   * @param root the project's folder
   * @param jdk its home and major version
   * @param transport as in the configuration: {@code linux} or {@code nio}
   */
  static Peer peer(Path root, Jdk jdk, String transport) {
    return peer("gslb " + jdk.major() + " " + transport, root, jdk, transport, "");
  }

  /** The same with flags of its own for the JVM. */
  static Peer peer(String name, Path root, Jdk jdk, String transport, String flags) {
    return new Peer(
        name,
        Peer.Traits.JVM,
        (folder, port, workload) -> {
          Path file = folder.resolve("gslb.yaml");
          writeConfiguration(file, port, transport, workload);
          String inherited = System.getenv().getOrDefault("GSLB_JAVA_OPTS", "");
          return new Peer.Launch(
              List.of(
                  root.resolve("gslb-examples/server/bin/gslb").toString(),
                  "serve",
                  "--config",
                  file.toString()),
              Map.of(
                  "GSLB_JAVA_HOME",
                  jdk.home().toString(),
                  "GSLB_JAVA_OPTS",
                  (inherited + " " + flags).strip()));
        });
  }

  private static void writeConfiguration(Path file, int port, String transport, Workload workload)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.append(
          """
          dns:
            listen_address: "127.0.0.1:%d"
            udp: {transport: %s, workers: 1}
          """
              .formatted(port, transport));
      if (workload.isWeighted()) {
        writeDomains(out, workload);
      } else {
        workload.writeZone(file.resolveSibling("zone"));
        out.append("zones:\n  - {name: " + Workload.APEX + ", file: zone}\n");
      }
    }
  }

  private static void writeDomains(BufferedWriter out, Workload workload) throws IOException {
    out.append("zones:\n  - {name: " + Workload.APEX + "}\n");
    out.append("regions:\n  - name: here\n    servers:\n");
    for (int i = 0; i < workload.endpoints(); i++) {
      String address = Workload.text(Workload.endpointAddress(i));
      out.append("      - {address: " + address + ", weight: " + Workload.weight(i) + "}\n");
    }
    out.append("domains:\n");
    for (int i = 0; i < workload.names(); i++) {
      out.append("  - {name: " + Workload.fullName(i) + ", routing_algorithm: weighted, ");
      out.append("regions: [here], ttl: " + Workload.TTL_SECONDS + "}\n");
    }
  }
}
