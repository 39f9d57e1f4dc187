package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a catalog zone says (RFC 9432 section 4). Immutable.
 *
 * @param members the zones that it names
 */
record CatalogContent(Map<DomainName, Member> members) {
  static final String VERSION = "version";
  static final String ZONES = "zones";
  static final String GROUP = "group";
  static final String NEW_OWNER = "coo";

  /** The schema of RFC 9432. */
  static final String SCHEMA = "2";

  private static final RecordType PTR = new RecordType(12);
  private static final RecordType TXT = new RecordType(16);

  /**
   * A zone that a catalog names.
   *
   * @param label of its node below {@code zones}: another one makes it another zone
   * @param groups that it is in
   * @param newOwner the catalog that it may move to
   */
  record Member(String label, List<String> groups, Optional<DomainName> newOwner) {}

  /**
   * Reads a catalog. What it says beside members and the properties that are known here is passed
   * over.
   *
   * @param maxMembers the most that it may have
   * @throws RefusedException if the catalog is broken
   */
  static CatalogContent read(PackedZone zone, int maxMembers) {
    Reader reader = new Reader(zone.apex(), maxMembers);
    zone.forEachRrset(reader::take);
    return reader.content();
  }

  /** Gathers what belongs to each node, since RRsets come in no order. */
  private static final class Reader {
    private final DomainName apex;
    private final int maxMembers;
    private final Map<String, DomainName> zones = new LinkedHashMap<>();
    private final Map<String, List<String>> groups = new HashMap<>();
    private final Map<String, DomainName> newOwners = new HashMap<>();
    private boolean hasVersion;

    Reader(DomainName apex, int maxMembers) {
      this.apex = apex;
      this.maxMembers = maxMembers;
    }

    void take(RRset rrset) {
      List<String> labels = labels(rrset.owner());
      int count = labels.size();
      boolean text = rrset.type().equals(TXT);
      boolean pointer = rrset.type().equals(PTR);
      if (count == 1 && text && labels.get(0).equals(VERSION)) {
        version(rrset);
      } else if (count == 2 && pointer && labels.get(1).equals(ZONES)) {
        zones.put(labels.get(0), target(rrset));
        if (zones.size() > maxMembers) {
          throw broken(apex.toString(), "more members", "at most " + maxMembers);
        }
      } else if (count == 3 && labels.get(2).equals(ZONES)) {
        if (text && labels.get(0).equals(GROUP)) {
          groups.put(labels.get(1), texts(rrset));
        } else if (pointer && labels.get(0).equals(NEW_OWNER)) {
          newOwners.put(labels.get(1), target(rrset));
        }
      }
    }

    /** The labels before the apex, in lower case. */
    private List<String> labels(DomainName owner) {
      byte[] wire = owner.canonicalWire();
      int end = wire.length - apex.wireLength();
      List<String> labels = new ArrayList<>();
      for (int at = 0; at < end; at += 1 + wire[at]) {
        labels.add(new String(wire, at + 1, wire[at], StandardCharsets.ISO_8859_1));
      }
      return labels;
    }

    private void version(RRset rrset) {
      List<String> texts = texts(rrset);
      if (!texts.equals(List.of(SCHEMA))) {
        throw broken(rrset.owner() + " TXT", texts.toString(), "one record, \"" + SCHEMA + "\"");
      }
      hasVersion = true;
    }

    private static DomainName target(RRset rrset) {
      if (rrset.size() != 1) {
        throw broken(rrset.owner() + " PTR", rrset.size() + " records", "one record");
      }
      return DomainName.fromWire(rrset.rdata(0), 0);
    }

    /** Each record's character strings as one text. */
    private static List<String> texts(RRset rrset) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < rrset.size(); i++) {
        byte[] rdata = rrset.rdata(i);
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < rdata.length; at += 1 + (rdata[at] & 0xFF)) {
          text.append(new String(rdata, at + 1, rdata[at] & 0xFF, StandardCharsets.UTF_8));
        }
        texts.add(text.toString());
      }
      return texts;
    }

    CatalogContent content() {
      if (!hasVersion) {
        throw broken(VERSION + "." + apex + " TXT", "missing", "\"" + SCHEMA + "\"");
      }
      Map<DomainName, Member> members = new LinkedHashMap<>();
      zones.forEach(
          (label, zone) -> {
            Member member =
                new Member(
                    label,
                    groups.getOrDefault(label, List.of()),
                    Optional.ofNullable(newOwners.get(label)));
            if (members.putIfAbsent(zone, member) != null) {
              throw broken(zone.toString(), "two members of one name", "each zone once");
            }
          });
      return new CatalogContent(members);
    }

    private static RefusedException broken(String place, String value, String expected) {
      return new RefusedException(place, value, expected);
    }
  }
}
