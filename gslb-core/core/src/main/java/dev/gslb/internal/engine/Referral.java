package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.DenialChain;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;

/** Writes a referral with its glue. Reused; confined to one worker. */
final class Referral {
  private final ResponseWriter response;
  private final Proofs proofs;
  private final WireName server = new WireName();
  private final NodeCursor glue = new NodeCursor();
  private final NodeCursor cut = new NodeCursor();

  Referral(ResponseWriter response, Proofs proofs) {
    this.response = response;
    this.proofs = proofs;
  }

  void write(ZoneView zone, WireName name, NodeCursor node, int cutLabel, boolean signed) {
    cut.copyFrom(node);
    int ns = cut.find(Wire.NS);
    int start = name.start(cutLabel);
    if (!response.rrsetNamed(
        ResponseWriter.AUTHORITY, name.wire(), start, cut, ns, cut.ttlSeconds(ns))) {
      response.truncated();
      return;
    }
    DenialChain chain = zone.denial();
    if (signed && chain != null) {
      proofs.delegation(zone, chain, name, cutLabel, cut);
    }
    int cutLabels = name.labels() - cutLabel;
    int apexLabels = zone.apexLabels();
    byte[] bytes = cut.bytes();
    int record = cut.data(ns);
    for (int i = cut.count(ns); i > 0; i--) {
      addGlue(zone, bytes, record + 2, name, cutLabel, cutLabels, apexLabels);
      record += 2 + Bytes.getShort(bytes, record);
    }
  }

  private void addGlue(
      ZoneView zone,
      byte[] bytes,
      int target,
      WireName name,
      int cutLabel,
      int cutLabels,
      int apexLabels) {
    if (server.read(bytes, target, bytes.length) < 0
        || server.labels() < apexLabels
        || server.hash(server.labels() - apexLabels) != zone.apexNameHash()) {
      return;
    }
    if (!zone.table().find(server, 0, server.labels() - apexLabels, glue)) {
      return;
    }
    // RFC 9471 section 2.1: glue of servers below the cut must fit, or TC is set.
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
    boolean fits =
        response.rrsetNamed(
            ResponseWriter.ADDITIONAL, bytes, target, glue, rrset, glue.ttlSeconds(rrset));
    if (!fits && required) {
      response.truncated();
    }
  }
}
