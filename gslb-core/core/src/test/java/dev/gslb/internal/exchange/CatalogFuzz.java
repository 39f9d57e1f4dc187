package dev.gslb.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.internal.exchange.CatalogContent.Member;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Reads zones as catalogs. Each record of a zone is three octets and its RDATA: the first one
 * chooses the owner from names that mean something in a catalog, the second one the type, and the
 * third one is the length. An ordinary test run reads the inputs kept in {@code CatalogFuzzInputs};
 * this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=CatalogFuzz
 * </pre>
 */
class CatalogFuzz {
  private static final int MAX_MEMBERS = 3;
  private static final DomainName APEX = DomainName.of("cat.example");
  private static final RecordType PTR = new RecordType(12);
  private static final RecordType TXT = new RecordType(16);
  private static final String[] OWNERS = {
    "version",
    "a.zones",
    "B.zones",
    "c.zones",
    "d.zones",
    "group.a.zones",
    "group.b.Zones",
    "coo.a.zones",
    "coo.b.zones",
    "zones",
    "x.a.zones",
    "group.x.a.zones",
    "\\000\\.\\255.zones",
  };

  @FuzzTest(maxDuration = "60s")
  void read_anyZone_isMembersOrARefusal(byte[] octets) {
    Map<DomainName, Member> members;
    PackedZone zone;
    try {
      zone = zone(ByteBuffer.wrap(octets));
      members = CatalogContent.read(zone, MAX_MEMBERS).members();
    } catch (RefusedException e) {
      assertTrue(!e.problems().isEmpty(), "refused without a reason");
      return;
    }
    assertTrue(members.size() <= MAX_MEMBERS, "too many members");
    members.forEach(
        (name, member) -> {
          if (member.label().length() == 1) { // others need escapes
            RRset pointer = rrset(zone, member.label() + ".zones", PTR);
            assertEquals(name, DomainName.fromWire(pointer.rdata(0), 0));
            assertEquals(1, pointer.size());
            int groups = member.groups().size();
            assertTrue(
                groups == 0
                    || groups == rrset(zone, "group." + member.label() + ".zones", TXT).size());
          }
        });
  }

  private static RRset rrset(PackedZone zone, String owner, RecordType type) {
    return zone.rrset(DomainName.of(owner + "." + APEX), type).orElseThrow();
  }

  private static PackedZone zone(ByteBuffer octets) {
    ZoneBuilder zone = Zone.builder(APEX).synthesizeApex();
    while (octets.remaining() > 2) {
      String owner = OWNERS[(octets.get() & 0xFF) % OWNERS.length];
      RecordType type = (octets.get() & 1) == 0 ? PTR : TXT;
      byte[] rdata = new byte[Math.min(octets.get() & 0xFF, octets.remaining())];
      octets.get(rdata);
      byte[] read = rdata(type, rdata);
      if (read != null) {
        zone.add(RRset.ofWire(DomainName.of(owner + "." + APEX), type, 60, List.of(read)));
      }
    }
    return (PackedZone) zone.build();
  }

  /** What a transfer would have taken; null if it would have ended. */
  private static byte @Nullable [] rdata(RecordType type, byte[] octets) {
    Record record = Record.newRecord(Name.root, type.value(), DClass.IN, 60, octets.length, octets);
    return record == null ? null : RecordOctets.rdata(record);
  }
}
