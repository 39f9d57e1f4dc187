package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** NSD with one server process, static answers, without response rate limiting. */
final class Nsd {
  static final Peer PEER = new Peer("nsd", Peer.Traits.NATIVE, Nsd::write);

  private Nsd() {}

  private static Peer.Launch write(Path folder, int port, Workload workload) throws IOException {
    workload.writeZone(folder.resolve("zone"));
    Path file = folder.resolve("nsd.conf");
    Files.writeString(
        file,
        """
        server:
          ip-address: 127.0.0.1@%2$d
          server-count: 1
          username: ""
          chroot: ""
          database: ""
          zonesdir: "%1$s"
          pidfile: "%1$s/nsd.pid"
          xfrdfile: "%1$s/xfrd.state"
          zonelistfile: "%1$s/zone.list"
          rrl-ratelimit: 0
        remote-control:
          control-enable: no
        zone:
          name: %3$s
          zonefile: zone
        """
            .formatted(folder, port, Workload.APEX));
    return Peer.Launch.of("nsd", "-d", "-c", file.toString());
  }
}
