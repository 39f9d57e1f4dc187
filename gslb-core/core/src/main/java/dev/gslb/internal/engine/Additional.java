package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;

/**
 * Adds the addresses of the hosts that records name, so far as the zone has them (RFC 1034 section
 * 4.3.2 step 6, RFC 2782, RFC 9460 section 4.1). Reused; confined to one worker.
 */
final class Additional {
  private static final int MOST_HOSTS = 32;

  private final ResponseWriter response;
  private final WireName host = new WireName();
  private final NodeCursor found = new NodeCursor();
  private final long[] seen = new long[MOST_HOSTS];
  private int hosts;

  Additional(ResponseWriter response) {
    this.response = response;
  }

  void begin() {
    hosts = 0;
  }

  /** Whether records of a type name hosts that a client will ask for next. */
  static boolean isFor(int type) {
    return switch (type) {
      case Wire.NS, Wire.MX, Wire.SRV, Wire.SVCB, Wire.HTTPS -> true;
      default -> false;
    };
  }

  /** Adds what the records of an answer name. */
  void add(ZoneView zone, NodeCursor node, int rrset, boolean sign) {
    int prefix = hostOffset(node.type(rrset));
    byte[] bytes = node.bytes();
    int record = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      int target = record + 2 + prefix;
      if (host.read(bytes, target, bytes.length) > 0 && isNew(host.hash(0))) {
        addHost(zone, bytes, target, sign);
      }
      record += 2 + Bytes.getShort(bytes, record);
    }
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
    addAddress(found, bytes, target, Wire.A, sign);
    addAddress(found, bytes, target, Wire.AAAA, sign);
  }

  /** What a policy chooses is not added: it is chosen for who asks for it. */
  private void addAddress(NodeCursor node, byte[] bytes, int target, int type, boolean sign) {
    int rrset = node.find(type);
    if (rrset >= 0 && !node.isPolicy(rrset)) {
      // Without room the client asks again: TC is for what it cannot do without.
      int ttl = node.ttlSeconds(rrset);
      var unused =
          response.rrsetNamed(ResponseWriter.ADDITIONAL, bytes, target, node, rrset, ttl)
              && sign
              && response.signatures(ResponseWriter.ADDITIONAL, bytes, target, node, type, ttl);
    }
  }
}
