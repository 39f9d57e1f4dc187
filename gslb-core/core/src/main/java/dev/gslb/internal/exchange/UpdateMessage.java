package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * An UPDATE message whose sections are in order (RFC 2136 sections 2, 3.1.1, 3.2.5 and 3.4.1.3).
 *
 * @param apex of the zone that it is for
 */
record UpdateMessage(
    DomainName apex, List<UpdateRecord> prerequisites, List<UpdateRecord> updates) {

  /**
   * Reads a message.
   *
   * @throws UpdateRefusal with FORMERR if it cannot be read, or is for no zone
   */
  static UpdateMessage read(byte[] octets) throws UpdateRefusal {
    Message message;
    try {
      message = new Message(octets);
    } catch (IOException | RuntimeException e) {
      throw new UpdateRefusal(Wire.FORMERR, String.valueOf(e.getMessage()));
    }
    Record zone = message.getQuestion();
    if (zone == null || zone.getType() != Type.SOA || message.getHeader().getFlag(Flags.TC)) {
      throw new UpdateRefusal(Wire.FORMERR, "not an update of one zone");
    }
    if (zone.getDClass() != DClass.IN) {
      throw new UpdateRefusal(Wire.NOTAUTH, "a zone of another class than IN");
    }
    return new UpdateMessage(
        DomainName.fromWire(zone.getName().toWire(), 0),
        records(message, Section.PREREQ),
        records(message, Section.UPDATE));
  }

  private static List<UpdateRecord> records(Message message, int section) throws UpdateRefusal {
    List<UpdateRecord> records = new ArrayList<>();
    for (Record record : message.getSection(section)) {
      records.add(UpdateRecord.of(record));
    }
    return records;
  }
}
