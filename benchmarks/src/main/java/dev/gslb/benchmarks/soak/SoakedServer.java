package dev.gslb.benchmarks.soak;

import dev.gslb.GslbServer;
import dev.gslb.config.ConfigLoader;
import dev.gslb.config.ServerConfig;
import dev.gslb.spi.Command;
import dev.gslb.spi.NetworkFaults;
import dev.gslb.spi.UdpConfig;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.PolicyMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The server under load. Its files tell their generation: a static name has the generation as its
 * address, and behind a weighted name stand two endpoints, of which one flips.
 */
final class SoakedServer implements AutoCloseable {
  /** Names of each kind. */
  static final int NAMES = 1_000;

  /** The last octet of the endpoint that never goes down. */
  static final int STEADY = 1;

  /** The last octet of the endpoint that flips. */
  static final int FLIPPING = 2;

  private final Path file;
  private final ConfigLoader loader = new ConfigLoader(Map.of(), null);
  private final GslbServer server;
  private final EndpointId flipping;

  SoakedServer(Path directory, String transport) throws IOException {
    file = directory.resolve("gslb.yaml");
    ServerConfig config = write(0);
    server =
        GslbServer.builder()
            .name("soak")
            .listen("127.0.0.1", 0)
            .udp(UdpConfig.DEFAULT.withTransport(transport))
            .zones(config.zones())
            .start();
    flipping =
        config.zones().stream()
            .flatMap(zone -> zone.gslbNames().stream())
            .map(GslbName::policy)
            .flatMap(policy -> policy.members().stream())
            .map(SoakedServer::id)
            .filter(id -> id.value().contains("10.0.0." + FLIPPING))
            .findFirst()
            .orElseThrow();
  }

  private static EndpointId id(PolicyMember member) {
    return ((Endpoint) member).id();
  }

  private ServerConfig write(int generation) throws IOException {
    Path zone = file.resolveSibling("static.zone");
    StringBuilder records = new StringBuilder(64 * NAMES);
    records.append("$TTL 60\n@ SOA ns1 hostmaster ").append(generation).append(" 60 60 60 60\n");
    records.append("@ NS ns1\nns1 A 192.0.2.1\n");
    for (int i = 0; i < NAMES; i++) {
      records.append("s").append(i).append(" A ").append(address(generation)).append('\n');
    }
    Files.writeString(zone, records);
    StringBuilder yaml = new StringBuilder(64 * NAMES);
    yaml.append(
        """
        zones: [{name: static.test, file: static.zone}]
        regions:
          - name: only
            servers: [{address: 10.0.0.1, weight: 1}, {address: 10.0.0.2, weight: 3}]
        dns: {zones: [gslb.test]}
        domains:
        """);
    for (int i = 0; i < NAMES; i++) {
      yaml.append("  - {name: g").append(i);
      yaml.append(".gslb.test, routing_algorithm: weighted, regions: [only]}\n");
    }
    Files.writeString(file, yaml);
    return loader.load(file);
  }

  private static String address(int generation) {
    return "10."
        + (generation >>> 16)
        + "."
        + (generation >>> 8 & 0xFF)
        + "."
        + (generation & 0xFF);
  }

  int port() {
    return server.port();
  }

  /** Writes the files of a generation, loads them, and returns when clients see it. */
  void reload(int generation) throws IOException {
    server.apply(write(generation).zones());
  }

  /** Takes the endpoint down or up, and returns when clients see it. */
  void flip(boolean up) {
    Verdict verdict = up ? Verdict.UP : Verdict.DOWN;
    server.control().submit(new Command.Observe(flipping, verdict, -1, "soak", "")).join();
  }

  /** What went wrong in the transport, in words; empty if nothing. */
  List<String> faults() {
    NetworkFaults faults = server.networkFaults();
    boolean none =
        faults.receive() + faults.send() + faults.handlers() + faults.replacedWorkers() == 0;
    return none ? List.of() : List.of(faults.toString());
  }

  @Override
  public void close() {
    server.close();
  }
}
