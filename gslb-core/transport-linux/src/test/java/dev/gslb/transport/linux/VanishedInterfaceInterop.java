package dev.gslb.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.UdpConfig;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An interface goes and comes back, with dig behind it in a network namespace of this test's own.
 * Needs the programs ip and dig, and root.
 */
class VanishedInterfaceInterop {
  private static final String NAMESPACE = "gslb-test-" + ProcessHandle.current().pid();
  private static final String DEVICE = "gslb" + ProcessHandle.current().pid() % 100_000;
  private static final String HERE = "10.231.77.1";

  @BeforeEach
  void makeNamespace() throws Exception {
    run("ip", "netns", "add", NAMESPACE);
  }

  @AfterEach
  void removeNamespace() throws Exception {
    run("ip", "netns", "del", NAMESPACE);
  }

  private static void plugIn(String address) throws Exception {
    run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", "there", "netns", NAMESPACE);
    run("ip", "addr", "add", address + "/24", "dev", DEVICE);
    run("ip", "link", "set", DEVICE, "up");
    inNamespace("ip", "addr", "add", "10.231.77.2/24", "dev", "there");
    inNamespace("ip", "link", "set", "there", "up");
  }

  private static void unplug() throws Exception {
    run("ip", "link", "del", DEVICE);
  }

  private static GslbServer serve(String address) throws IOException {
    Zone zone =
        Zone.builder("example.test")
            .synthesizeApex()
            .add(RRset.of(DomainName.of("www.example.test"), RecordType.A, 60, "192.0.2.1"))
            .build();
    return GslbServer.builder()
        .listen(new InetSocketAddress(InetAddress.getByName(address), 0))
        .udp(UdpConfig.DEFAULT.withTransport("linux"))
        .zone(zone)
        .start();
  }

  private static String dig(String address, int port) throws Exception {
    return inNamespace(
        "dig",
        "@" + address,
        "-p",
        String.valueOf(port),
        "+short",
        "+tries=20",
        "+timeout=1",
        "www.example.test");
  }

  @Test
  void specificAddress_interfaceComesBack_isAnsweredAgain() throws Exception {
    plugIn(HERE);
    try (GslbServer server = serve(HERE)) {
      assertThat(dig(HERE, server.port())).isEqualTo("192.0.2.1");
      unplug();
      plugIn(HERE);
      assertThat(dig(HERE, server.port())).isEqualTo("192.0.2.1");
      assertThat(server.networkFaults().replacedWorkers()).isZero();
    } finally {
      unplug();
    }
  }

  @Test
  void wildcard_addressThatComesLater_isAnswered() throws Exception {
    try (GslbServer server = serve("0.0.0.0")) {
      plugIn("10.231.77.9");
      assertThat(dig("10.231.77.9", server.port())).isEqualTo("192.0.2.1");
      unplug();
      plugIn(HERE);
      assertThat(dig(HERE, server.port())).isEqualTo("192.0.2.1");
    } finally {
      unplug();
    }
  }

  private static String inNamespace(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command) + ": " + output).isZero();
    return output;
  }
}
