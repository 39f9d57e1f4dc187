package dev.gslb.internal.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Serial;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;

/*
 *   AXFR   SOA, records, SOA                                     RFC 5936 section 2.2
 *   IXFR   SOA, (older SOA, what goes, newer SOA, what comes)+, SOA   RFC 1995 section 4
 *          SOA alone: there is nothing newer
 *          as for AXFR, if the second record is not the SOA that was asked with
 */

/** Follows the records of one transfer, in however many messages they come. One thread. */
final class TransferReader {
  private final Message query;
  private final Name apex;
  private final int type;
  private final long serial;
  private final IncomingZone zone;
  private State state = State.FIRST;
  private Record first = new SOARecord(Name.root, 1, 0, Name.root, Name.root, 0, 0, 0, 0, 0);
  private long lastSerial;
  private long stepSerial;
  private boolean changes;

  private enum State {
    FIRST,
    SECOND,
    WHOLE,
    REMOVED,
    ADDED,
    END
  }

  /**
   * Waits for the first message.
   *
   * @param query what was asked
   * @param serial of the zone that changes are asked for of; not read for AXFR
   */
  TransferReader(Message query, long serial, IncomingZone zone) {
    this.query = query;
    this.apex = query.getQuestion().getName();
    this.type = query.getQuestion().getType();
    this.serial = serial;
    this.zone = zone;
  }

  /** Whether the transfer is over. */
  boolean isEnded() {
    return state == State.END;
  }

  /** Whether it told of changes and not of a whole zone. */
  boolean isOfChanges() {
    return changes;
  }

  /** Reads a message whose signature, if one is due, was checked. */
  void read(Message message) throws ZoneTransferException {
    if (message.getHeader().getID() != query.getHeader().getID()
        || !message.getHeader().getFlag(Flags.QR)
        || message.getHeader().getOpcode() != Opcode.QUERY
        || message.getHeader().getFlag(Flags.TC)) {
      throw new ZoneTransferException("a message that is no part of the transfer");
    }
    // Of each message: a later one with an error would not be of the zone either.
    if (message.getRcode() != Rcode.NOERROR) {
      throw new ZoneTransferException(Rcode.string(message.getRcode()));
    }
    Record question = message.getQuestion();
    if (question != null && (question.getType() != type || !question.getName().equals(apex))) {
      throw new ZoneTransferException("the answer to another question");
    }
    List<Record> records = message.getSection(Section.ANSWER);
    if (records.isEmpty()) {
      throw new ZoneTransferException("a message without records");
    }
    for (Record record : records) {
      read(record);
    }
  }

  private void read(Record record) throws ZoneTransferException {
    SOARecord soa = record instanceof SOARecord one ? one : null;
    switch (state) {
      case FIRST -> {
        if (soa == null) {
          throw new ZoneTransferException("no SOA at the beginning");
        }
        first = soa;
        lastSerial = soa.getSerial();
        boolean nothingNew = type == Type.IXFR && Serial.compare(lastSerial, serial) <= 0;
        state = nothingNew ? State.END : State.SECOND;
      }
      case SECOND -> {
        changes = type == Type.IXFR && soa != null && soa.getSerial() == serial;
        if (changes) {
          zone.startIXFR();
          removeFrom(record);
        } else {
          zone.startAXFR();
          zone.handleRecord(first);
          takeWhole(record, soa);
        }
      }
      case WHOLE -> takeWhole(record, soa);
      case REMOVED -> {
        if (soa == null) {
          zone.handleRecord(record);
        } else {
          stepSerial = soa.getSerial();
          zone.startIXFRAdds(record);
          state = State.ADDED;
        }
      }
      case ADDED -> {
        if (soa == null) {
          zone.handleRecord(record);
        } else if (soa.getSerial() != stepSerial) {
          throw new ZoneTransferException(
              "serial " + soa.getSerial() + " behind a step to " + stepSerial);
        } else if (stepSerial == lastSerial) {
          state = State.END;
        } else {
          removeFrom(record);
        }
      }
      default -> throw new ZoneTransferException("records behind the end");
    }
  }

  private void takeWhole(Record record, @Nullable SOARecord soa) throws ZoneTransferException {
    zone.handleRecord(record);
    state = soa == null ? State.WHOLE : State.END;
  }

  private void removeFrom(Record soa) throws ZoneTransferException {
    zone.startIXFRDeletes(soa);
    state = State.REMOVED;
  }
}
