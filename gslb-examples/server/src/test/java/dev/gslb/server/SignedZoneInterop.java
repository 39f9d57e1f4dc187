package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A zone that another program signed: NSD and Knot prove the same with the same records. */
class SignedZoneInterop {
  private static final String ORIGIN = PeerServersInterop.ORIGIN;
  private static final String ZONE = "/interop/zones/zoo.test.zone";

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "nsd, nsec, ''",
    "nsd, nsec3, -n -t 3 -s aabbcc",
    "nsd, opt-out, -n -p -t 0",
    "knot, nsec, ''",
    "knot, nsec3, -n -t 3 -s aabbcc",
    "knot, opt-out, -n -p -t 0",
  })
  void signedZone_sameProofs(String peer, String kind, String options) throws Exception {
    Path zoneFile = signed(options);
    Zone zone = Zone.builder(ORIGIN).addFile(zoneFile).build();
    try (GslbServer ours = GslbServer.builder().zone(zone).start();
        PeerServer server =
            peer.equals("nsd")
                ? PeerServer.nsd(folder, ORIGIN, zoneFile)
                : PeerServer.knot(folder, ORIGIN, zoneFile)) {
      assertThat(differences(server.resolver(), PeerServer.resolver(ours.addresses().get(0))))
          .as(kind)
          .isEmpty();
    }
  }

  private Path signed(String options) throws Exception {
    Path plain = folder.resolve("plain.zone");
    try (InputStream zone = getClass().getResourceAsStream(ZONE)) {
      Files.write(plain, zone.readAllBytes());
    }
    return new ZoneSigner(folder).sign(ORIGIN, plain, options);
  }

  private static List<String> differences(SimpleResolver peer, SimpleResolver own)
      throws IOException {
    List<String> types = new ArrayList<>(PeerServersInterop.TYPES);
    // Not NSEC: at an alias and at a wildcard NSD and Knot differ from each other there.
    types.addAll(List.of("DNSKEY", "NSEC3PARAM"));
    List<String> different = new ArrayList<>();
    List<String> names = new ArrayList<>(PeerServersInterop.NAMES);
    // With NSEC3, NSD proves of a wildcard's own name also that nothing encloses it more closely.
    names.remove("*.wild");
    for (String name : names) {
      for (String type : types) {
        String expected = summary(peer.send(query(name, type)));
        String answered = summary(own.send(query(name, type)));
        if (!answered.equals(expected)) {
          different.add(name + " " + type + "\n  peer: " + expected + "\n  ours: " + answered);
        }
      }
    }
    return different;
  }

  private static Message query(String name, String type) throws IOException {
    Name absolute = Name.fromString(name.isEmpty() ? ORIGIN : name + "." + ORIGIN);
    Message query = Message.newQuery(Record.newRecord(absolute, Type.value(type, true), DClass.IN));
    query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    return query;
  }

  private static String summary(Message response) {
    return Rcode.string(response.getRcode())
        + (response.getHeader().getFlag(Flags.AA) ? " AA " : " ")
        + records(response, Section.ANSWER)
        + " "
        + records(response, Section.AUTHORITY);
  }

  private static Set<String> records(Message response, int section) {
    Set<String> records = new TreeSet<>();
    response
        .getSection(section)
        .forEach(record -> records.add(record.toString().toLowerCase(Locale.ROOT)));
    return records;
  }
}
