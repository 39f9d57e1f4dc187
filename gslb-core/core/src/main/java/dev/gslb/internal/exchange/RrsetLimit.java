package dev.gslb.internal.exchange;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import java.util.HashMap;
import java.util.Map;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * Refuses RRsets that no message can hold: each record costs as much as those before it. Counts the
 * records of a zone that come one after the other, each owner's together. One thread.
 */
final class RrsetLimit {
  /** A compressed owner, type, class, TTL, RDLENGTH. */
  private static final int RECORD_OCTETS = 12;

  /** A short label and a pointer. */
  private static final int LEAST_NAME_OCTETS = 4;

  private final Map<RecordType, Integer> sums = new HashMap<>(); // of the owner
  private DomainName owner = DomainName.ROOT;

  /** Counts one record more. */
  void count(DomainName of, RecordType type, int rdataOctets) {
    if (!of.equals(owner)) {
      owner = of;
      sums.clear();
    }
    check(owner, type, sums.merge(type, octets(type, rdataOctets), Integer::sum));
  }

  /** Looks at a whole RRset. */
  static void check(RRset rrset) {
    long sum = 0;
    for (int i = 0; i < rrset.size(); i++) {
      sum += octets(rrset.type(), rrset.rdata(i).length);
    }
    check(rrset.owner(), rrset.type(), sum);
  }

  private static int octets(RecordType type, int rdataOctets) {
    return switch (type.value()) {
      // RFC 3597 section 4: these are sent compressed.
      case Type.NS, Type.PTR, Type.MX -> RECORD_OCTETS + Math.min(rdataOctets, LEAST_NAME_OCTETS);
      default -> RECORD_OCTETS + rdataOctets;
    };
  }

  private static void check(DomainName owner, RecordType type, long octets) {
    if (octets > Message.MAXLENGTH) {
      throw new RefusedException(
          owner + " " + type,
          "an RRset of more than " + Message.MAXLENGTH + " octets",
          "one that fits a message");
    }
  }
}
