package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import org.jspecify.annotations.Nullable;

/** Writes a referral with its glue. Reused; confined to one worker. */
final class Referral {
  private final ResponseWriter response;
  private final Proofs proofs;
  private final WireName server = new WireName();
  private final NodeCursor glue = new NodeCursor();
  private final NodeCursor cut = new NodeCursor();
  private @Nullable ZoneView zone;
  private WireName name = server;
  private int cutLabel;
  private boolean sign;

  Referral(ResponseWriter response, Proofs proofs) {
    this.response = response;
    this.proofs = proofs;
  }

  /** Begins an answer. */
  void begin() {
    zone = null;
  }

  /** Writes what stands in the authority section. The name must stay as it is until the glue. */
  void write(ZoneView zone, WireName name, NodeCursor node, int cutLabel, boolean signed) {
    cut.copyFrom(node);
    int ns = cut.find(Wire.NS);
    int start = name.start(cutLabel);
    if (!response.rrsetNamed(
        ResponseWriter.AUTHORITY, name.wire(), start, cut, ns, cut.ttlSeconds(ns))) {
      response.truncated();
      return;
    }
    sign = signed && zone.zone().isSigned();
    if (sign) {
      proofs.delegation(zone, zone.denial(), name, cutLabel, cut);
    }
    this.zone = zone;
    this.name = name;
    this.cutLabel = cutLabel;
  }

  /** Writes the addresses of the servers, if there was a referral. */
  void addGlue() {
    ZoneView from = zone;
    if (from == null) {
      return;
    }
    int ns = cut.find(Wire.NS);
    byte[] bytes = cut.bytes();
    int record = cut.data(ns);
    for (int i = cut.count(ns); i > 0; i--) {
      addGlue(from, bytes, record + 2);
      record += 2 + Bytes.getShort(bytes, record);
    }
  }

  private void addGlue(ZoneView from, byte[] bytes, int target) {
    int apexLabels = from.apexLabels();
    if (server.read(bytes, target, bytes.length) < 0
        || server.labels() < apexLabels
        || server.hash(server.labels() - apexLabels) != from.apexNameHash()) {
      return;
    }
    if (!from.table().find(server, 0, server.labels() - apexLabels, glue)) {
      return;
    }
    // RFC 9471 section 2.1: glue of servers below the cut must fit, or TC is set.
    int cutLabels = name.labels() - cutLabel;
    boolean required =
        server.labels() >= cutLabels
            && server.hash(server.labels() - cutLabels) == name.hash(cutLabel);
    addAddress(bytes, target, Wire.A, required);
    addAddress(bytes, target, Wire.AAAA, required);
  }

  private void addAddress(byte[] bytes, int target, int type, boolean required) {
    int rrset = glue.find(type);
    if (rrset < 0 || glue.isPolicy(rrset)) {
      return;
    }
    int ttl = glue.ttlSeconds(rrset);
    boolean fits = response.rrsetNamed(ResponseWriter.ADDITIONAL, bytes, target, glue, rrset, ttl);
    if (!fits && required) {
      response.truncated();
    }
    if (fits && sign) {
      // RFC 4035 section 3.1.1: signatures for which there is no room here may be missing.
      var unused = response.signatures(ResponseWriter.ADDITIONAL, bytes, target, glue, type, ttl);
    }
  }
}
