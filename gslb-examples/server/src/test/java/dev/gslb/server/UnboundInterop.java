package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Unbound as the resolver before this server, at its strictest: names asked label by label, their
 * letters in random case, the path of referrals asked again.
 */
class UnboundInterop {
  private static final String LONG = "x".repeat(200);

  @TempDir private static Path folder;

  private static GslbServer server;
  private static Process unbound;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    server = GslbServer.builder().listen("127.0.0.1", 0).zone(zone()).zone(below()).start();
    port = LoopbackPorts.take();
    Path config =
        Files.writeString(
            folder.resolve("unbound.conf"),
            """
            server:
              interface: 127.0.0.1
              port: %d
              username: ""
              chroot: ""
              directory: "%s"
              pidfile: ""
              use-syslog: no
              do-daemonize: no
              verbosity: 2
              module-config: "iterator"
              do-not-query-localhost: no
              qname-minimisation: yes
              qname-minimisation-strict: yes
              harden-referral-path: yes
              harden-below-nxdomain: yes
              harden-large-queries: yes
              use-caps-for-id: yes
            remote-control:
              control-enable: no
            stub-zone:
              name: zone.example
              stub-addr: 127.0.0.1@%d
            """
                .formatted(port, folder, server.port()));
    unbound =
        new ProcessBuilder("unbound", "-d", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> ask("zone.example", "SOA").getRcode() == Rcode.NOERROR);
  }

  private static Path log() {
    return folder.resolve("unbound.out");
  }

  private static Zone zone() throws IOException {
    Policy policy =
        Policy.of(
            "p",
            "round-robin",
            List.of(Endpoint.of("a", new Target.Address(InetAddress.getByName("192.0.2.9")))));
    StringBuilder text =
        new StringBuilder(
            """
            $TTL 60
            @ SOA ns admin 1 3600 600 86400 60
            @ NS ns
            ns A 127.0.0.1
            www A 192.0.2.1
            www AAAA 2001:db8::1
            www HTTPS 1 . alpn=h3
            _8443._foo SVCB 1 svc.zone.example. alpn=h2 port=8443
            a CNAME b.c.d
            b.c.d CNAME Gslb
            out CNAME www.below
            *.wild MX 10 ns
            old DNAME new
            www.new A 192.0.2.2
            deep.under.empty A 192.0.2.3
            below NS ns
            """);
    for (int i = 0; i < 20; i++) {
      text.append("large TXT ").append(i).append(LONG).append('\n');
    }
    Path file = Files.writeString(folder.resolve("zone.example.zone"), text);
    return Zone.builder("zone.example")
        .addFile(file)
        .add(GslbName.of("gslb.zone.example", policy))
        .build();
  }

  private static Zone below() {
    return Zone.builder("below.zone.example")
        .synthesizeApex()
        .add("www.below.zone.example", "A", 60, "192.0.2.4")
        .build();
  }

  @AfterAll
  static void stop() {
    server.close();
    unbound.destroy();
    unbound
        .onExit()
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionally(e -> unbound.destroyForcibly())
        .join();
  }

  private static Message ask(String name, String type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", port));
    resolver.setTimeout(Duration.ofSeconds(30));
    Name absolute = Name.fromString(name, Name.root);
    return resolver.send(Message.newQuery(Record.newRecord(absolute, Type.value(type), DClass.IN)));
  }

  @ParameterizedTest
  @CsvSource({
    "www.zone.example, A, www.zone.example. A 192.0.2.1",
    "WWW.Zone.Example, AAAA, www.zone.example. AAAA 2001:db8:0:0:0:0:0:1",
    "www.zone.example, HTTPS, www.zone.example. HTTPS 1 . alpn=h3",
    "_8443._foo.zone.example, SVCB, "
        + "_8443._foo.zone.example. SVCB 1 svc.zone.example. alpn=h2 port=8443",
    "gslb.zone.example, A, gslb.zone.example. A 192.0.2.9",
    "a.zone.example, A, a.zone.example. CNAME b.c.d.zone.example.; "
        + "b.c.d.zone.example. CNAME gslb.zone.example.; gslb.zone.example. A 192.0.2.9",
    "x.y.wild.zone.example, MX, x.y.wild.zone.example. MX 10 ns.zone.example.",
    "www.old.zone.example, A, old.zone.example. DNAME new.zone.example.; "
        + "www.new.zone.example. A 192.0.2.2; www.old.zone.example. CNAME www.new.zone.example.",
    "deep.under.empty.zone.example, A, deep.under.empty.zone.example. A 192.0.2.3",
    "www.below.zone.example, A, www.below.zone.example. A 192.0.2.4",
    "out.zone.example, A, out.zone.example. CNAME www.below.zone.example.; "
        + "www.below.zone.example. A 192.0.2.4",
  })
  void answers_arriveWhole(String name, String type, String expected) throws IOException {
    Message response = ask(name, type);
    assertThat(Rcode.string(response.getRcode())).isEqualTo("NOERROR");
    TreeSet<String> records = new TreeSet<>();
    for (Record record : response.getSection(Section.ANSWER)) {
      String text = Type.string(record.getType()) + " " + record.rdataToString();
      records.add((record.getName() + " ").toLowerCase(Locale.ROOT) + lower(text));
    }
    assertThat(String.join("; ", records)).isEqualTo(expected);
  }

  /** Target names come in the case of the zone, or of an earlier question. */
  private static String lower(String text) {
    return text.startsWith("CNAME") ? "CNAME" + text.substring(5).toLowerCase(Locale.ROOT) : text;
  }

  @ParameterizedTest
  @CsvSource({
    "missing.zone.example, A, NXDOMAIN",
    "below.www.zone.example, A, NXDOMAIN",
    "www.zone.example, MX, NOERROR",
    "under.empty.zone.example, A, NOERROR",
    "empty.zone.example, A, NOERROR",
    "gslb.zone.example, AAAA, NOERROR",
  })
  void denials_comeWithTheSoa(String name, String type, String rcode) throws IOException {
    Message response = ask(name, type);
    assertThat(Rcode.string(response.getRcode())).isEqualTo(rcode);
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(response.getSection(Section.AUTHORITY))
        .extracting(Record::getType)
        .containsExactly(Type.SOA);
  }

  @Test
  void largeAnswer_isFetchedOverTcp() throws IOException {
    SimpleResolver resolver = PeerServer.resolver(new InetSocketAddress("127.0.0.1", port));
    Name name = Name.fromString("large.zone.example.");
    Message response = resolver.send(Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN)));
    assertThat(response.getSection(Section.ANSWER)).hasSize(20);
    assertThat(server.statistics().truncated()).isPositive();
  }

  @Test
  void randomCase_isKeptInEveryAnswer() throws IOException {
    for (int i = 0; i < 50; i++) {
      assertThat(ask("name" + i + ".with.labels.zone.example", "A").getRcode())
          .isEqualTo(Rcode.NXDOMAIN);
      assertThat(ask("name" + i + ".wild.zone.example", "MX").getRcode()).isEqualTo(Rcode.NOERROR);
    }
    // It warns of time-outs too, which a busy machine may make.
    assertThat(Files.readAllLines(log()))
        .filteredOn(line -> !line.contains("timeouts"))
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("capsforid"));
  }
}
