package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
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
  static final String ORIGIN = "zoo.test.";

  static final List<String> NAMES =
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

  static final List<String> TYPES =
      List.of(
          "A", "AAAA", "TXT", "CNAME", "NS", "SOA", "MX", "DS", "DNAME", "SRV", "CAA", "TYPE65400");

  @TempDir private Path folder;
  private GslbServer ours;
  private Path zoneFile;

  @BeforeEach
  void start() throws Exception {
    zoneFile = Path.of(getClass().getResource("/interop/zones/zoo.test.zone").toURI());
    ours = GslbServer.builder().zone(Zone.builder(ORIGIN).addFile(zoneFile).build()).start();
  }

  @AfterEach
  void stop() {
    ours.close();
  }

  @Test
  void nsd_sameZone_sameAnswers() throws Exception {
    try (PeerServer nsd = PeerServer.nsd(folder, ORIGIN, zoneFile)) {
      compareWith(nsd);
    }
  }

  @Test
  void knot_sameZone_sameAnswers() throws Exception {
    try (PeerServer knot = PeerServer.knot(folder, ORIGIN, zoneFile)) {
      compareWith(knot);
    }
  }

  private void compareWith(PeerServer server) throws IOException {
    SimpleResolver peer = server.resolver();
    SimpleResolver own = PeerServer.resolver(ours.addresses().get(0));
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
