package dev.gslb.server;

import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Another maker's server that serves one zone on loopback. */
record PeerServer(Process process, int port, String origin) implements AutoCloseable {
  static PeerServer nsd(Path folder, String origin, Path zoneFile) throws Exception {
    int port = LoopbackPorts.take();
    Path config = folder.resolve("nsd.conf");
    Files.writeString(
        config,
        """
        server:
          ip-address: 127.0.0.1
          port: %1$d
          username: ""
          zonesdir: "%2$s"
          database: ""
          pidfile: "%2$s/nsd.pid"
          xfrdfile: "%2$s/xfrd.state"
          zonelistfile: "%2$s/zone.list"
          xfrdir: "%2$s"
          minimal-responses: yes
        remote-control:
          control-enable: no
        zone:
          name: "%3$s"
          zonefile: "%4$s"
        """
            .formatted(port, folder, origin, zoneFile));
    return started(folder, port, origin, "nsd", "-d", "-c", config.toString());
  }

  static PeerServer knot(Path folder, String origin, Path zoneFile) throws Exception {
    int port = LoopbackPorts.take();
    Path config = folder.resolve("knot.conf");
    Files.writeString(
        config,
        """
        server:
          listen: 127.0.0.1@%1$d
          rundir: %2$s
        database:
          storage: %2$s
        log:
          - target: stdout
            any: warning
        zone:
          - domain: %3$s
            file: %4$s
            zonefile-sync: -1
        """
            .formatted(port, folder, origin, zoneFile));
    return started(folder, port, origin, "knotd", "-c", config.toString());
  }

  private static PeerServer started(Path folder, int port, String origin, String... command)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(command[0] + ".out").toFile())
            .start();
    PeerServer server = new PeerServer(process, port, origin);
    SimpleResolver resolver = server.resolver();
    Message soa = Message.newQuery(Record.newRecord(Name.fromString(origin), Type.SOA, DClass.IN));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> resolver.send(soa).getRcode() == Rcode.NOERROR);
    return server;
  }

  SimpleResolver resolver() {
    return resolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Asks over TCP, so that nothing is cut. */
  static SimpleResolver resolver(InetSocketAddress address) {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTCP(true);
    resolver.setTimeout(Duration.ofSeconds(5));
    return resolver;
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionally(e -> process.destroyForcibly())
        .join();
  }
}
