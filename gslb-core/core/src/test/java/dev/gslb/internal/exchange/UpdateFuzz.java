package dev.gslb.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.Asking;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.ZoneChange;
import java.util.Arrays;
import org.xbill.DNS.Serial;

/**
 * Makes any octets an update of a zone. An ordinary test run reads the inputs kept in {@code
 * UpdateFuzzInputs}; this looks for new ones for a minute:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn test -pl gslb-core/core -Dtest=UpdateFuzz
 * </pre>
 */
class UpdateFuzz {
  private static final PackedZone ZONE =
      (PackedZone)
          Asking.zone(
              "example",
              "www.example 60 A 192.0.2.1",
              "www.example 60 A 192.0.2.2",
              "mail.example 60 MX 10 www.example.",
              "alias.example 60 CNAME www.example.",
              "tree.example 60 DNAME www.example.",
              "sub.example 60 NS ns.sub.example.",
              "ns.sub.example 60 A 192.0.2.3",
              "*.wild.example 60 TXT \"wild\"");

  @FuzzTest(maxDuration = "60s")
  void update_anyOctets_leadToAZone(byte[] octets) {
    byte[] message = Arrays.copyOf(octets, Math.min(octets.length, Wire.MAX_MESSAGE));
    QueryReader reader = new QueryReader();
    if (reader.read(message, message.length) != Wire.NOERROR || reader.opcode() != Wire.UPDATE) {
      return;
    }
    ZoneChange change;
    try {
      UpdateMessage update = UpdateMessage.read(message);
      Prerequisites.check(ZONE, update.prerequisites());
      UpdateSteps.scan(ZONE.apex(), update.updates());
      change = UpdateSteps.change(ZONE, update.updates());
    } catch (UpdateRefusal e) {
      assertNotEquals(Wire.NOERROR, e.rcode());
      return;
    }
    if (change.added().isEmpty()) {
      assertTrue(change.removed().isEmpty(), "a change without a serial");
      return;
    }
    PackedZone after;
    try {
      after = (PackedZone) ZONE.with(change);
    } catch (RefusedException e) {
      assertTrue(!e.problems().isEmpty(), "refused without a reason");
      return;
    }
    assertTrue(Serial.compare(after.serial(), ZONE.serial()) > 0, "the serial is not raised");
    assertTrue(after.rrset(ZONE.apex(), RecordType.NS).isPresent(), "no name server");
    assertEquals(1, after.rrset(ZONE.apex(), RecordType.SOA).orElseThrow().size());
  }
}
