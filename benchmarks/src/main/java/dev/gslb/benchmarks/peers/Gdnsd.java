package dev.gslb.benchmarks.peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** gdnsd with one thread for UDP; weighted answers through its plugin of that name. */
final class Gdnsd {
  static final Peer PEER = new Peer("gdnsd", Peer.Traits.NATIVE, Gdnsd::write);

  private Gdnsd() {}

  private static Peer.Launch write(Path folder, int port, Workload workload) throws IOException {
    Path zones = Files.createDirectories(folder.resolve("zones"));
    Files.createDirectories(folder.resolve("run"));
    Files.createDirectories(folder.resolve("state"));
    String options =
        """
        options => {
          listen => 127.0.0.1:%d
          udp_threads => 1
          tcp_threads => 1
          run_dir => %s
          state_dir => %s
        }
        """
            .formatted(port, folder.resolve("run"), folder.resolve("state"));
    Files.writeString(folder.resolve("config"), options + plugins(workload));
    Path zone = zones.resolve(Workload.APEX);
    if (workload.isWeighted()) {
      writeDynamicZone(zone, workload);
    } else {
      workload.writeZone(zone);
    }
    return Peer.Launch.of("gdnsd", "-c", folder.toString(), "-f", "start");
  }

  private static String plugins(Workload workload) {
    if (!workload.isWeighted()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    out.append("plugins => { weighted => { choice => {\n  service_types => up\n");
    for (int i = 0; i < workload.endpoints(); i++) {
      String address = Workload.text(Workload.endpointAddress(i));
      out.append("  e" + i + " => [" + address + ", " + Workload.weight(i) + "]\n");
    }
    return out.append("} } }\n").toString();
  }

  private static void writeDynamicZone(Path file, Workload workload) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.append(Workload.apexRecords());
      for (int i = 0; i < workload.names(); i++) {
        out.append(Workload.owner(i) + " " + Workload.TTL_SECONDS + " DYNA weighted!choice\n");
      }
    }
  }
}
