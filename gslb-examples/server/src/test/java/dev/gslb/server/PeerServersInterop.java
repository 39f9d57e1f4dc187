package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** NSD and Knot serve the same master file: every name and type gets the same answer from each. */
class PeerServersInterop {
  private static final String ORIGIN = "zoo.test.";

  private static final List<String> NAMES =
      List.of(
          "",
          "ns1",
          "mail",
          "www",
          "www2",
          "wWw",
          "c",
          "b.c",
          "a.b.c",
          "x.b.c",
          "alias",
          "alias2",
          "outside",
          "dangling",
          "into-sub",
          "into-wild",
          "into-dname",
          "wild",
          "x.wild",
          "y.x.wild",
          "*.wild",
          "z.*.wild",
          "real.wild",
          "x.real.wild",
          "deep.real.wild",
          "x.cwild",
          "x.lost",
          "sub",
          "ns.sub",
          "host.sub",
          "other",
          "x.other",
          "ns.other",
          "old",
          "www.old",
          "missing.old",
          "gone",
          "a.gone",
          "_tcp",
          "srv._tcp",
          "caa",
          "odd",
          "long",
          "nothing",
          "x.www",
          "new");

  private static final List<String> TYPES =
      List.of(
          "A", "AAAA", "TXT", "CNAME", "NS", "SOA", "MX", "DS", "DNAME", "SRV", "CAA", "TYPE65400");

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();
  private GslbServer ours;
  private Path zoneFile;

  @BeforeEach
  void start() throws Exception {
    zoneFile = Path.of(getClass().getResource("/interop/zones/zoo.test.zone").toURI());
    ours = GslbServer.builder().zone(Zone.builder(ORIGIN).addFile(zoneFile).build()).start();
  }

  @AfterEach
  void stop() throws Exception {
    ours.close();
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void nsd_sameZone_sameAnswers() throws Exception {
    int port = freePort();
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
            .formatted(port, folder, ORIGIN, zoneFile));
    run("nsd", "-d", "-c", config.toString());
    compareWith(port);
  }

  @Test
  void knot_sameZone_sameAnswers() throws Exception {
    int port = freePort();
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
            .formatted(port, folder, ORIGIN, zoneFile));
    run("knotd", "-c", config.toString());
    compareWith(port);
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run(String... command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(command[0] + ".out").toFile())
            .start());
  }

  private void compareWith(int port) throws IOException {
    SimpleResolver peer = resolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    SimpleResolver own = resolver(ours.addresses().get(0));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> peer.send(query("", "SOA")).getRcode() == Rcode.NOERROR);
    List<String> different = new ArrayList<>();
    for (String name : NAMES) {
      for (String type : TYPES) {
        String expected = summary(peer.send(query(name, type)));
        String answered = summary(own.send(query(name, type)));
        if (!answered.equals(expected)) {
          different.add(name + " " + type + "\n  peer: " + expected + "\n  ours: " + answered);
        }
      }
    }
    assertThat(different).isEmpty();
  }

  private static SimpleResolver resolver(InetSocketAddress address) {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTCP(true);
    resolver.setTimeout(Duration.ofSeconds(5));
    return resolver;
  }

  private static Message query(String name, String type) throws IOException {
    Name absolute = Name.fromString(name.isEmpty() ? ORIGIN : name + "." + ORIGIN);
    return Message.newQuery(Record.newRecord(absolute, Type.value(type, true), DClass.IN));
  }

  /** What a resolver would act on: code, AA, answer, the SOA of a negative answer, a referral. */
  private static String summary(Message response) {
    boolean referral =
        response.getSection(Section.ANSWER).isEmpty() && !response.getHeader().getFlag(Flags.AA);
    TreeSet<String> authority = new TreeSet<>();
    for (Record record : response.getSection(Section.AUTHORITY)) {
      boolean soa = record.getType() == Type.SOA;
      if (soa || (referral && record.getType() == Type.NS)) {
        authority.add(text(record));
      }
    }
    TreeSet<String> answer = new TreeSet<>();
    response.getSection(Section.ANSWER).forEach(record -> answer.add(text(record)));
    return Rcode.string(response.getRcode())
        + (response.getHeader().getFlag(Flags.AA) ? " AA " : " ")
        + answer
        + " "
        + authority;
  }

  private static String text(Record record) {
    return record.toString().toLowerCase(Locale.ROOT);
  }
}
