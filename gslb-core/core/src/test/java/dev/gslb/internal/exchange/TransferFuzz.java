package dev.gslb.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;

/**
 * Reads any octets as the messages of a transfer: the first octet chooses AXFR or IXFR, then each
 * message stands behind its length. An ordinary test run reads the inputs kept in {@code
 * TransferFuzzInputs}; this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=TransferFuzz
 * </pre>
 */
class TransferFuzz {
  private static final int MAX_RECORDS = 1_000;
  private static final DomainName APEX = DomainName.of("example");
  private static final Name NAME = Name.fromConstantString("example.");

  private final PackedZone base =
      (PackedZone)
          Zone.builder(APEX)
              .add("@", "SOA", 60, "ns.example. a.example. 1 1 2 3 4")
              .add("@", "NS", 60, "ns.example.")
              .add("a.example", "A", 60, "192.0.2.1", "192.0.2.2")
              .build();

  @FuzzTest(maxDuration = "60s")
  void read_anyOctets_isAZoneOrAnError(byte[] octets) {
    ByteBuffer stream = ByteBuffer.wrap(octets);
    boolean changes = stream.hasRemaining() && (stream.get() & 1) != 0;
    Message query =
        Message.newQuery(Record.newRecord(NAME, changes ? Type.IXFR : Type.AXFR, DClass.IN));
    query.getHeader().setID(0);
    IncomingZone incoming = new IncomingZone(APEX, changes ? base : null, MAX_RECORDS);
    TransferReader reader = new TransferReader(query, base.serial(), incoming);
    try {
      while (!reader.isEnded() && stream.remaining() >= 2) {
        byte[] message = new byte[Math.min(stream.getShort() & 0xFFFF, stream.remaining())];
        stream.get(message);
        reader.read(new Message(message));
      }
      assertServed(incoming.zone());
    } catch (IOException | ZoneTransferException | RefusedException e) {
      // What else is thrown is a finding.
      assertEquals(1, base.serial());
    }
  }

  /** What is taken is a zone in all respects: it is kept, and its timers are known. */
  private static void assertServed(PackedZone zone) {
    assertEquals(APEX, zone.apex());
    assertTrue(zone.rrsetCount() >= 2);
    assertTrue(SoaTimers.of(zone).expire().toSeconds() > 0);
    zone.forEachRrset(rrset -> assertTrue(rrset.owner().isAtOrBelow(APEX)));
  }
}
