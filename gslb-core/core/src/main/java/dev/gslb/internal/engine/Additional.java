package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;

/**
 * Adds what records of an answer name, so far as the zone has it: the addresses of hosts (RFC 1034
 * section 4.3.2 step 6, RFC 2782), and for SVCB and HTTPS the records that an alias leads to (RFC
 * 9460 section 4.1). Reused; confined to one worker.
 */
final class Additional {
  private static final int MOST_HOSTS = 32;

  /** No RRset to go on with. */
  private static final int NONE = -1;

  private final ResponseWriter response;
  private final WireName host = new WireName();
  private final NodeCursor found = new NodeCursor();
  private final Lookup aliases = new Lookup();
  private final long[] seen = new long[MOST_HOSTS];
  private int hosts;

  Additional(ResponseWriter response) {
    this.response = response;
  }

  /** Whether records of a type name hosts that a client will ask for next. */
  static boolean isFor(int type) {
    return switch (type) {
      case Wire.NS, Wire.MX, Wire.SRV, Wire.SVCB, Wire.HTTPS -> true;
      default -> false;
    };
  }

  /**
   * Adds what the records of an answer name.
   *
   * @param snapshot the answer's
   * @param zone that the answer is from
   * @param name that the answer is for
   * @param node holds the answer, as that name or as a wildcard
   * @param rrset the answer's offset in the node
   * @param sign whether signatures go with it
   */
  void add(
      Snapshot snapshot, ZoneView zone, WireName name, NodeCursor node, int rrset, boolean sign) {
    hosts = 0;
    NodeCursor from = node;
    int next = rrset;
    while (next != NONE) {
      next = addHosts(snapshot, zone, name, from, next, sign);
      from = aliases.node();
    }
  }

  /** Returns the RRset that an alias among the records leads to, or {@link #NONE}. */
  private int addHosts(
      Snapshot snapshot, ZoneView zone, WireName name, NodeCursor node, int rrset, boolean sign) {
    int type = node.type(rrset);
    boolean service = isService(type);
    int prefix = hostOffset(type);
    byte[] bytes = node.bytes();
    int record = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      int target = record + 2 + prefix;
      boolean alias = service && Bytes.getShort(bytes, record + 2) == 0;
      if (service && bytes[target] == 0) {
        // RFC 9460 section 2.5: the owner itself, which an alias has brought already; or nothing.
        if (!alias && node != aliases.node() && isNew(name.hash(0))) {
          addAddresses(node, name.wire(), 0, sign);
        }
      } else if (host.read(bytes, target, bytes.length) > 0 && isNew(host.hash(0))) {
        addHost(zone, bytes, target, sign);
        // An alias back to the name asked for ends there: its records are the answer.
        if (alias && host.hash(0) != name.hash(0)) {
          int next = follow(snapshot, zone, type);
          // RFC 9460 section 2.4.1: nothing counts beside an alias.
          return next != NONE && addRrset(aliases.node(), next, bytes, target, sign) ? next : NONE;
        }
      }
      record += 2 + Bytes.getShort(bytes, record);
    }
    return NONE;
  }

  private static boolean isService(int type) {
    return type == Wire.SVCB || type == Wire.HTTPS;
  }

  /** Finds the records of a type at the host, if they are the zone's own and no wildcard's. */
  private int follow(Snapshot snapshot, ZoneView zone, int type) {
    if (aliases.find(snapshot, host, type) != Lookup.Found.NODE
        || aliases.isSynthesized()
        || host.hash(aliases.apexLabel()) != zone.apexNameHash()) {
      return NONE;
    }
    int rrset = aliases.node().find(type);
    return rrset >= 0 && !aliases.node().isPolicy(rrset) ? rrset : NONE;
  }

  private static int hostOffset(int type) {
    return switch (type) {
      case Wire.MX, Wire.SVCB, Wire.HTTPS -> 2;
      case Wire.SRV -> 6;
      default -> 0;
    };
  }

  private boolean isNew(long hash) {
    for (int i = 0; i < hosts; i++) {
      if (seen[i] == hash) {
        return false;
      }
    }
    if (hosts == MOST_HOSTS) {
      return false;
    }
    seen[hosts++] = hash;
    return true;
  }

  private void addHost(ZoneView zone, byte[] bytes, int target, boolean sign) {
    int apexLabel = host.labels() - zone.apexLabels();
    if (apexLabel < 0
        || host.hash(apexLabel) != zone.apexNameHash()
        || !zone.table().find(host, 0, apexLabel, found)) {
      return;
    }
    addAddresses(found, bytes, target, sign);
  }

  private void addAddresses(NodeCursor node, byte[] owner, int start, boolean sign) {
    addAddress(node, node.find(Wire.A), owner, start, sign);
    addAddress(node, node.find(Wire.AAAA), owner, start, sign);
  }

  /** What a policy chooses is not added: it is chosen for who asks for it. */
  private void addAddress(NodeCursor node, int rrset, byte[] owner, int start, boolean sign) {
    if (rrset >= 0 && !node.isPolicy(rrset)) {
      // Without room the client asks again: TC is for what it cannot do without.
      var unused = addRrset(node, rrset, owner, start, sign);
    }
  }

  /** Returns whether it fitted, with its signatures. */
  private boolean addRrset(NodeCursor node, int rrset, byte[] owner, int start, boolean sign) {
    int ttl = node.ttlSeconds(rrset);
    return response.rrsetNamed(ResponseWriter.ADDITIONAL, owner, start, node, rrset, ttl)
        && (!sign
            || response.signatures(
                ResponseWriter.ADDITIONAL, owner, start, node, node.type(rrset), ttl));
  }
}
