package dev.gslb.internal.table;

import dev.gslb.zone.RRset;
import dev.gslb.zone.RefusedException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Refuses RRsets that no message can hold: each record costs as much as those before it. */
public final class RrsetLimit {
  /** What a message may have beside the RRset: header, question, OPT, the record of a signature. */
  private static final int ROOM_OCTETS = 1_024;

  private static final int LARGEST_OCTETS = Message.MAXLENGTH - ROOM_OCTETS;

  /** A compressed owner, type, class, TTL, RDLENGTH. */
  private static final int RECORD_OCTETS = 12;

  /** A short label and a pointer. */
  private static final int LEAST_NAME_OCTETS = 4;

  private RrsetLimit() {}

  /**
   * Looks at a whole RRset.
   *
   * @throws RefusedException if it is too large
   */
  public static void check(RRset rrset) {
    int octets = 0;
    for (int i = 0; i < rrset.size(); i++) {
      octets += rrset.rdata(i).length;
    }
    check(rrset.owner() + " " + rrset.type(), rrset.type().value(), rrset.size(), octets);
  }

  /** Looks at so many records with so many octets of RDATA. */
  static void check(String place, int type, int count, int octets) {
    int rdata =
        switch (type) {
          // RFC 3597 section 4: names in these are sent compressed.
          case Type.NS, Type.PTR, Type.MX -> Math.min(octets, count * LEAST_NAME_OCTETS);
          default -> octets;
        };
    if ((long) count * RECORD_OCTETS + rdata > LARGEST_OCTETS) {
      throw new RefusedException(
          place, "an RRset of more than " + LARGEST_OCTETS + " octets", "one that fits a message");
    }
  }
}
