package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.WireName;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/*
 * Where the walk from the apex down to a name server ends, and what must be there:
 *
 *   the cut that names it    glue: resolvers cannot come further without (RFC 1034 section 4.2.1)
 *   another cut              nothing: its servers know the address
 *   a node or a wildcard     an address, and no alias (RFC 2181 section 10.3)
 *   a DNAME above, nothing   that is wrong
 */

/** Finds name servers inside a zone that have no address there. Confined to one thread. */
public final class NameServerCheck {
  private static final int MAX_WARNINGS = 1_000;
  private static final int NS = 2;
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final String ADDRESS = "an A or AAAA record of it in the zone";

  private final PackedZone zone;
  private final byte[] apexWire;
  private final long apexHash;
  private final int apexLabels;
  private final Function<DomainName, String> places;
  private final List<Problem> warnings = new ArrayList<>();
  private final WireName server = new WireName();
  private final WireName sought = new WireName();
  private final NodeCursor found = new NodeCursor();

  /**
   * Begins a check.
   *
   * @param places says where an owner's NS records stood
   */
  public NameServerCheck(PackedZone zone, Function<DomainName, String> places) {
    this.zone = zone;
    this.places = places;
    this.apexWire = zone.apex().canonicalWire();
    this.apexHash = PackedZoneEditor.absoluteHash(apexWire);
    this.apexLabels = zone.apex().labelCount();
  }

  /** Looks at all NS records. */
  public List<Problem> warnings() {
    zone.table()
        .forEach(
            (key, node) -> {
              if ((node.flags() & NodeCursor.HAS_NS) != 0) {
                check(key, node);
              }
              return warnings.size() < MAX_WARNINGS;
            });
    return warnings;
  }

  private void check(byte[] key, NodeCursor node) {
    byte[] owner = absolute(key, 0);
    sought.read(owner, 0, owner.length);
    long cutHash = sought.hash(0);
    if (key.length > 0 && isBelowCut(key)) {
      return;
    }
    int rrset = node.find(NS);
    byte[] bytes = node.bytes();
    int record = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      boolean inside =
          server.read(bytes, record + 2, bytes.length) > 0
              && server.labels() >= apexLabels
              && server.hash(server.labels() - apexLabels) == apexHash;
      String wrong = inside ? wrong(cutHash) : "";
      if (!wrong.isEmpty()) {
        DomainName name = DomainName.fromWire(owner, 0);
        String value = "name server " + DomainName.fromWire(bytes, record + 2) + wrong;
        warnings.add(new Problem(places.apply(name) + " " + name + " NS", value, ADDRESS));
      }
      record += 2 + Bytes.getShort(bytes, record);
    }
  }

  private boolean isBelowCut(byte[] key) {
    for (int at = key[0] + 1; at < key.length; at += key[at] + 1) {
      byte[] above = absolute(key, at);
      sought.read(above, 0, above.length);
      if (zone.table().find(sought, 0, sought.labels() - apexLabels, found)
          && (found.flags() & (NodeCursor.HAS_NS | NodeCursor.HAS_DNAME)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** What is wrong with the address of the server; empty if nothing is. */
  private String wrong(long cutHash) {
    int apexLabel = server.labels() - apexLabels;
    boolean glue = false;
    for (int label = apexLabel; label >= 0; label--) {
      if (!zone.table().find(server, label, apexLabel, found)) {
        return glue || !findWildcard(label + 1, apexLabel) ? " without address" : address();
      }
      boolean cut = label < apexLabel && (found.flags() & NodeCursor.HAS_NS) != 0;
      if (cut && server.hash(label) != cutHash) {
        return "";
      }
      glue |= cut;
      if (label > 0 && (found.flags() & NodeCursor.HAS_DNAME) != 0) {
        return " below a DNAME";
      }
    }
    return address();
  }

  private String address() {
    if ((found.flags() & NodeCursor.HAS_CNAME) != 0) {
      return " that is an alias";
    }
    return found.find(A) < 0 && found.find(AAAA) < 0 ? " without address" : "";
  }

  private boolean findWildcard(int encloser, int apexLabel) {
    int from = server.start(encloser);
    byte[] wire = new byte[2 + server.length() - from];
    wire[0] = 1;
    wire[1] = '*';
    System.arraycopy(server.wire(), from, wire, 2, wire.length - 2);
    sought.read(wire, 0, wire.length);
    return zone.table().find(sought, 0, apexLabel - encloser + 1, found);
  }

  private byte[] absolute(byte[] key, int from) {
    byte[] wire = new byte[key.length - from + apexWire.length];
    System.arraycopy(key, from, wire, 0, key.length - from);
    System.arraycopy(apexWire, 0, wire, key.length - from, apexWire.length);
    return wire;
  }
}
