package dev.gslb.benchmarks.peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * PowerDNS with its GeoIP backend and weighted answers. Its packet cache is off, since it would
 * repeat one choice for as long as it keeps it.
 */
final class PowerDns {
  static final Peer PEER = new Peer("powerdns geoip", Peer.Traits.NATIVE, PowerDns::write);

  private PowerDns() {}

  private static Peer.Launch write(Path folder, int port, Workload workload) throws IOException {
    writeZone(folder.resolve("zones.yml"), workload);
    Files.writeString(
        folder.resolve("pdns.conf"),
        """
        launch=geoip
        module-dir=%3$s
        geoip-zones-file=%1$s/zones.yml
        geoip-database-files=
        local-address=127.0.0.1
        local-port=%2$d
        socket-dir=%1$s
        receiver-threads=1
        distributor-threads=1
        cache-ttl=0
        guardian=no
        daemon=no
        disable-syslog=yes
        """
            .formatted(folder, port, modules()));
    return Peer.Launch.of("pdns_server", "--config-dir=" + folder);
  }

  private static void writeZone(Path file, Workload workload) throws IOException {
    StringBuilder choices = new StringBuilder();
    for (int i = 0; i < workload.endpoints(); i++) {
      String address = Workload.text(Workload.endpointAddress(i));
      choices.append("      - a: {content: " + address + ", weight: " + Workload.weight(i) + "}\n");
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.append(
          """
          domains:
          - domain: %1$s
            ttl: %2$d
            records:
              %1$s:
                - soa: ns1.%1$s hostmaster.%1$s 1 3600 600 604800 60
                - ns: ns1.%1$s
          """
              .formatted(Workload.APEX, Workload.TTL_SECONDS));
      for (int i = 0; i < workload.names(); i++) {
        out.append("    " + Workload.fullName(i) + ":\n").append(choices);
      }
    }
  }

  /** The folder of PowerDNS's modules, which depends on the architecture. */
  private static String modules() throws IOException {
    List<String> files = Shell.lines("dpkg", "-L", "pdns-backend-geoip");
    return files.stream()
        .filter(file -> file.endsWith("backend.so"))
        .map(file -> file.substring(0, file.lastIndexOf('/')))
        .findFirst()
        .orElseThrow(() -> new IOException("pdns-backend-geoip has no backend: " + files));
  }
}
