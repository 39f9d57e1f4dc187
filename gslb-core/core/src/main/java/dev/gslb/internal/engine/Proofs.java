package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.DenialChain;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.table.OrderKey;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import org.jspecify.annotations.Nullable;

/**
 * Writes the signed records which prove that something is absent, as a signer put them into the
 * zone (RFC 4035 section 3.1.3, RFC 5155 section 7.2). Reused; confined to one worker.
 */
final class Proofs {
  private static final int MOST_WRITTEN = 64;

  private final ResponseWriter response;
  private final OrderKey key = new OrderKey();
  private final Nsec3Hash hasher = new Nsec3Hash();
  private final byte[] hash = new byte[Nsec3Hash.LENGTH];
  private final byte[] ownerWire = new byte[WireName.MAX_LENGTH + 1];
  private final WireName owner = new WireName();
  private final NodeCursor node = new NodeCursor();
  private final int[] written = new int[MOST_WRITTEN];
  private final DenialChain[] writtenOf = new DenialChain[MOST_WRITTEN];
  private int writtenCount;

  Proofs(ResponseWriter response) {
    this.response = response;
  }

  void begin() {
    writtenCount = 0;
  }

  /** Neither the name nor a wildcard for it exists. */
  void noName(ZoneView zone, DenialChain chain, WireName name, int apexLabel, int encloser) {
    if (chain.isHashed()) {
      int closest = enclosed(zone, chain, name, apexLabel, encloser);
      prove(zone, chain, wildcard(chain, name, apexLabel, closest));
    } else {
      prove(zone, chain, at(chain, name, 0, apexLabel));
      prove(zone, chain, wildcard(chain, name, apexLabel, encloser));
    }
  }

  /** The name exists, but has no such type. */
  void noData(ZoneView zone, DenialChain chain, WireName name, int label, int apexLabel) {
    int place = at(chain, name, label, apexLabel);
    if (place >= 0 || !chain.isHashed()) {
      prove(zone, chain, place);
    } else {
      // Opt-out: an unsigned delegation has no record of its own (RFC 5155 section 7.2.4).
      enclosed(zone, chain, name, apexLabel, Math.min(label + 1, apexLabel));
    }
  }

  /** A wildcard stands for the name, but has no such type. */
  void noWildcardData(
      ZoneView zone, DenialChain chain, WireName name, int apexLabel, int encloser) {
    if (chain.isHashed()) {
      int closest = enclosed(zone, chain, name, apexLabel, encloser);
      prove(zone, chain, wildcard(chain, name, apexLabel, closest));
    } else {
      prove(zone, chain, wildcard(chain, name, apexLabel, encloser));
      prove(zone, chain, at(chain, name, 0, apexLabel));
    }
  }

  /** A wildcard answered: nothing nearer to the name exists. */
  void expanded(ZoneView zone, DenialChain chain, WireName name, int apexLabel, int encloser) {
    prove(zone, chain, at(chain, name, chain.isHashed() ? encloser - 1 : 0, apexLabel));
  }

  /** RFC 5155 section 7.2.1. Returns the label of the closest encloser that can be proven. */
  private int enclosed(
      ZoneView zone, DenialChain chain, WireName name, int apexLabel, int encloser) {
    for (int label = encloser; label <= apexLabel; label++) {
      int place = at(chain, name, label, apexLabel);
      if (place >= 0) {
        prove(zone, chain, place);
        prove(zone, chain, at(chain, name, label - 1, apexLabel));
        return label;
      }
    }
    return apexLabel;
  }

  private int at(DenialChain chain, WireName name, int label, int apexLabel) {
    if (chain.isHashed()) {
      hasher.of(name, label, chain.salt(), chain.iterations(), hash);
      return chain.find(hash, hash.length);
    }
    key.of(name, label, apexLabel);
    return chain.find(key);
  }

  private int wildcard(DenialChain chain, WireName name, int apexLabel, int encloser) {
    if (chain.isHashed()) {
      hasher.ofWildcard(name, encloser, chain.salt(), chain.iterations(), hash);
      return chain.find(hash, hash.length);
    }
    key.ofWildcard(name, encloser, apexLabel);
    return chain.find(key);
  }

  /** Writes the record at a place of the chain, or at the one before, unless it is there. */
  @SuppressWarnings("ReferenceEquality") // a chain belongs to one version of one zone
  private void prove(ZoneView zone, DenialChain chain, int place) {
    int index = place < 0 ? ~place : place;
    for (int i = 0; i < writtenCount; i++) {
      if (written[i] == index && writtenOf[i] == chain) {
        return;
      }
    }
    if (writtenCount < MOST_WRITTEN) {
      writtenOf[writtenCount] = chain;
      written[writtenCount++] = index;
    }
    int length = chain.owner(index, ownerWire);
    byte[] apex = zone.apex();
    System.arraycopy(apex, 0, ownerWire, length, apex.length);
    owner.read(ownerWire, 0, length + apex.length);
    if (!zone.table().find(owner, 0, owner.labels() - zone.apexLabels(), node)) {
      return;
    }
    int rrset = node.find(chain.type());
    int ttl = node.ttlSeconds(rrset);
    if (!response.rrsetNamed(ResponseWriter.AUTHORITY, ownerWire, 0, node, rrset, ttl)
        || !response.signatures(ResponseWriter.AUTHORITY, ownerWire, 0, node, chain.type(), ttl)) {
      response.truncated();
    }
  }

  /** Proves the state of a delegation: its DS records, or by the chain that there are none. */
  void delegation(
      ZoneView zone, @Nullable DenialChain chain, WireName name, int cutLabel, NodeCursor cut) {
    int ds = cut.find(Wire.DS);
    int start = name.start(cutLabel);
    byte[] wire = name.wire();
    if (ds < 0) {
      if (chain != null) {
        noData(zone, chain, name, cutLabel, name.labels() - zone.apexLabels());
      }
    } else if (!response.rrsetNamed(
            ResponseWriter.AUTHORITY, wire, start, cut, ds, cut.ttlSeconds(ds))
        || !response.signatures(
            ResponseWriter.AUTHORITY, wire, start, cut, Wire.DS, cut.ttlSeconds(ds))) {
      response.truncated();
    }
  }
}
