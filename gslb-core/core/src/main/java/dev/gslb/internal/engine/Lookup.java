package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.DenialChain;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.NameHash;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import org.jspecify.annotations.Nullable;

/*
 * The walk of RFC 1034 section 4.3.2 from the root down, in two tables:
 *
 *   apexes:  .  ->  com  ->  example.com *  ->  (no such node)      the last apex met is the zone
 *   zone:           apex ->  a.example.com  ->  b.a.example.com     each step one probe
 *
 * The first missing node makes the one before it the closest encloser (RFC 4592 section 3.3.1). A
 * node with NS below the apex ends the walk as a delegation; one with DNAME above the name sought
 * ends it as a redirection. The walk is as long as the name has labels in the zone.
 */

/** Finds what a name means. Reused; confined to one worker. */
final class Lookup {
  /** What was found. */
  enum Found {
    /** No zone here holds the name. */
    NO_ZONE,
    /** The node exists, or a wildcard stands for it. */
    NODE,
    /** The name is at or below a zone cut. */
    DELEGATION,
    /** An ancestor has DNAME. */
    REDIRECTION,
    /** The name does not exist. */
    NO_NAME
  }

  private static final int EXISTS = -1;

  private final NodeCursor node = new NodeCursor();
  private final byte[] wildcard = new byte[WireName.MAX_LENGTH + 2 + NameHash.SLACK];
  private @Nullable ZoneView zone;
  private int apexLabel;
  private int nodeLabel;
  private int encloser;

  /** Looks a name up. The other methods tell the rest until the next look-up. */
  Found find(Snapshot snapshot, WireName name, int type) {
    ZoneView found = findZone(snapshot, name, type);
    zone = found;
    encloser = EXISTS;
    return found == null ? Found.NO_ZONE : findNode(found, name, type);
  }

  private @Nullable ZoneView findZone(Snapshot snapshot, WireName name, int type) {
    int labels = name.labels();
    // RFC 4035 section 3.1.4.1: DS at a zone's apex is the parent zone's.
    int lowest = type == Wire.DS ? 1 : 0;
    int last = Math.max(lowest, labels - snapshot.mostApexLabels());
    ZoneView deepest = null;
    for (int label = labels - snapshot.fewestApexLabels(); label >= last; label--) {
      if (!snapshot.apexes().find(name, label, labels, node)) {
        break;
      }
      int entry = node.first();
      if (entry >= 0) {
        deepest = snapshot.zones().get(node.gslbOrdinal(entry));
        apexLabel = label;
      }
    }
    if (deepest == null && lowest == 1) {
      return findZone(snapshot, name, Wire.NS);
    }
    return deepest;
  }

  private Found findNode(ZoneView zone, WireName name, int type) {
    if (apexLabel == 0) {
      zone.table().find(name, 0, 0, node);
      nodeLabel = 0;
      return Found.NODE;
    }
    if (zone.apexHasDname()) {
      zone.table().find(name, apexLabel, apexLabel, node);
      nodeLabel = apexLabel;
      return Found.REDIRECTION;
    }
    for (int label = apexLabel - 1; label >= 0; label--) {
      nodeLabel = label;
      if (!zone.table().find(name, label, apexLabel, node)) {
        return findWildcard(zone, name, encloser(zone, name, label + 1));
      }
      int flags = node.flags();
      if ((flags & (NodeCursor.HAS_NS | NodeCursor.HAS_DNAME)) != 0) {
        boolean parentSide = type == Wire.DS && label == 0;
        if ((flags & NodeCursor.HAS_NS) != 0 && !parentSide) {
          return Found.DELEGATION;
        }
        if ((flags & NodeCursor.HAS_DNAME) != 0 && label > 0) {
          return Found.REDIRECTION;
        }
      }
    }
    DenialChain chain = zone.denial();
    if (chain != null && chain.isOfTheChainOnly(node)) {
      return findWildcard(zone, name, 1);
    }
    return Found.NODE;
  }

  /** RFC 5155 section 7.2.8: a node of the chain only, just below the apex, encloses nothing. */
  private int encloser(ZoneView zone, WireName name, int label) {
    DenialChain chain = zone.denial();
    boolean ofChain =
        chain != null
            && label == apexLabel - 1
            && zone.table().find(name, label, apexLabel, node)
            && chain.isOfTheChainOnly(node);
    return ofChain ? apexLabel : label;
  }

  /** RFC 4592 section 3.3: the wildcard, if any, is just below the closest encloser. */
  private Found findWildcard(ZoneView zone, WireName name, int encloser) {
    this.encloser = encloser;
    int from = name.start(encloser);
    int suffix = name.start(apexLabel) - from;
    wildcard[0] = 1;
    wildcard[1] = '*';
    System.arraycopy(name.wire(), from, wildcard, 2, suffix);
    int hash = NameHash.fold(NameHash.child(name.hash(encloser), wildcard, 0));
    return zone.table().find(hash, wildcard, 0, 2 + suffix, node) ? Found.NODE : Found.NO_NAME;
  }

  /** Whether no zone was found. */
  boolean hasNoZone() {
    return zone == null;
  }

  /** The zone; not to be asked for after NO_ZONE. */
  ZoneView zone() {
    ZoneView found = zone;
    if (found == null) {
      throw new IllegalStateException("no zone was found");
    }
    return found;
  }

  /** The label of the name at which the zone's apex is. */
  int apexLabel() {
    return apexLabel;
  }

  /** The node: found, delegating or redirecting. */
  NodeCursor node() {
    return node;
  }

  /** The label of the name at which the node is. */
  int nodeLabel() {
    return nodeLabel;
  }

  /** The label of the closest encloser, if the name itself does not exist. */
  int encloserLabel() {
    return encloser;
  }

  /** Whether a wildcard stands for the name. */
  boolean isSynthesized() {
    return encloser != EXISTS;
  }
}
