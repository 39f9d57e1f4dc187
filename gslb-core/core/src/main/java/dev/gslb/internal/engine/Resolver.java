package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.ExtendedError;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.DenialChain;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * One pass of the loop for each name on the way: the question's, then each alias's target.
 *
 *   found        type there   CNAME there   then
 *   not for this client                     REFUSED; after an alias: stop
 *   NO_ZONE                                 REFUSED; after an alias: stop, the resolver goes on
 *   NODE         yes                        answer, stop
 *   NODE         no           yes           CNAME, go on with its target
 *   NODE         no           no            NODATA, SOA
 *   NO_NAME                                 NXDOMAIN, SOA (also after an alias: RFC 6604)
 *   REDIRECTION                             DNAME, synthesised CNAME, go on (RFC 6672)
 *   DELEGATION                              referral; AA only if an alias came before
 */

/** Follows a question through the zones and writes the answer. Reused; confined to one worker. */
final class Resolver {
  /** Aliases followed in one answer; a longer chain is left for the resolver to finish. */
  private static final int MAX_ALIASES = 16;

  private final QueryReader query;
  private final ResponseWriter response;
  private final RouteContext request;
  private final AccessCheck access;
  private final Lookup lookup = new Lookup();
  private final Proofs proofs;
  private final Referral referral;
  private final Additional additional;
  private final PolicyAnswer policyAnswer;
  private WireName name = new WireName();
  private WireName spare = new WireName();
  private final byte[][] redirectedBy = new byte[MAX_ALIASES + 1][];
  private final int[] redirectedAt = new int[MAX_ALIASES + 1];
  private int redirections;
  private int owner;
  private final Expansion[] expansions = new Expansion[MAX_ALIASES + 1];
  private int expanded;
  private int additionalOf;
  private WireName answered = name;
  private @Nullable ZoneView firstZone;

  /** Whether a wildcard or a DNAME record stands for a name on the way: there is no end of such. */
  private boolean madeUp;

  /** A name for which a wildcard answered, to be proven when the answer section is complete. */
  private static final class Expansion {
    final WireName name = new WireName();
    @Nullable ZoneView zone;
    int apexLabel;
    int encloser;
  }

  Resolver(
      QueryReader query,
      ResponseWriter response,
      RouteContext request,
      AccessCheck access,
      Decider decider,
      WorkerCounters counters,
      Trace trace) {
    this.query = query;
    this.response = response;
    this.request = request;
    this.access = access;
    this.proofs = new Proofs(response);
    this.referral = new Referral(response, proofs);
    this.additional = new Additional(response);
    Arrays.setAll(expansions, i -> new Expansion());
    this.policyAnswer = new PolicyAnswer(response, request, decider, counters, trace);
  }

  void resolve(Snapshot snapshot) {
    expanded = 0;
    proofs.begin();
    referral.begin();
    answer(snapshot);
    for (int i = 0; i < expanded; i++) {
      prove(proofs, expansions[i]);
    }
    referral.addGlue();
    if (additionalOf >= 0) {
      additional.add(snapshot, lookup.zone(), answered, lookup.node(), additionalOf, isSigned());
    }
  }

  /** A number that answers of one kind share: those to one name, or denials out of one zone. */
  long kind() {
    ZoneView zone = firstZone;
    if (zone == null) {
      return 0;
    }
    boolean positive = response.answers() > 0 && !madeUp;
    return positive ? query.name().hash(0) : zone.apexNameHash() + 1;
  }

  private static void prove(Proofs proofs, Expansion expansion) {
    ZoneView zone = expansion.zone;
    DenialChain chain = zone == null ? null : zone.denial();
    if (zone != null && chain != null) {
      proofs.expanded(zone, chain, expansion.name, expansion.apexLabel, expansion.encloser);
    }
  }

  private void answer(Snapshot snapshot) {
    WireName current = query.name();
    owner = ResponseWriter.QNAME;
    redirections = 0;
    additionalOf = -1;
    firstZone = null;
    madeUp = false;
    policyAnswer.begin();
    for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      Lookup.Found found = lookup.find(snapshot, current, query.type());
      if (aliases == 0 && found != Lookup.Found.NO_ZONE) {
        firstZone = lookup.zone();
      }
      if (!isPermitted(found, current)) {
        if (aliases == 0) {
          response.rcode(Wire.REFUSED);
          response.extendedError(ExtendedError.PROHIBITED);
        }
        return;
      }
      madeUp |= found == Lookup.Found.REDIRECTION || lookup.isSynthesized();
      switch (found) {
        case NO_ZONE -> {
          if (aliases == 0) {
            response.rcode(Wire.REFUSED);
            response.extendedError(ExtendedError.NOT_AUTHORITATIVE);
          }
          return;
        }
        case DELEGATION -> {
          referral.write(
              lookup.zone(), current, lookup.node(), lookup.nodeLabel(), query.dnssecOk());
          return;
        }
        case NO_NAME -> {
          response.authoritative();
          response.rcode(Wire.NXDOMAIN);
          negative(current);
          return;
        }
        case REDIRECTION -> {
          response.authoritative();
          if (!redirect(current)) {
            return;
          }
          current = name;
        }
        case NODE -> {
          response.authoritative();
          if (!answerNode(snapshot, current)) {
            return;
          }
          current = name;
        }
      }
    }
  }

  private boolean isPermitted(Lookup.Found found, WireName current) {
    return found == Lookup.Found.NO_ZONE
        ? access.permits(request.inbound())
        : access.permits(request.inbound(), current, lookup.apexLabel());
  }

  /** Answers from a node. Returns true when the answer goes on at {@link #name}. */
  private boolean answerNode(Snapshot snapshot, WireName current) {
    NodeCursor node = lookup.node();
    int type = query.type();
    int rrset = type == Wire.ANY ? anyRrset(snapshot, node) : node.find(type);
    if (rrset >= 0) {
      write(snapshot, node, rrset, current);
      return false;
    }
    if ((node.flags() & NodeCursor.HAS_CNAME) != 0) {
      return follow(snapshot, node, node.find(Wire.CNAME), current);
    }
    negative(current);
    return false;
  }

  /** RFC 8482 section 4.1: ANY gets one RRset, a stored one before one that a policy chooses. */
  private int anyRrset(Snapshot snapshot, NodeCursor node) {
    int chosen = -1;
    boolean chosenHasData = false;
    for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
      if (!node.isPolicy(rrset)) {
        return rrset;
      }
      boolean hasData = policyAnswer.hasData(snapshot, lookup.zone(), node, rrset);
      if (chosen < 0 || (hasData && !chosenHasData)) {
        chosen = rrset;
        chosenHasData = hasData;
      }
    }
    return chosen;
  }

  private void write(Snapshot snapshot, NodeCursor node, int rrset, WireName current) {
    if (node.isPolicy(rrset)) {
      if (policyAnswer.write(snapshot, lookup.zone(), node, rrset, owner, current)
          == PolicyAnswer.NODATA) {
        negative(current);
      }
      return;
    }
    if (!response.rrset(ResponseWriter.ANSWER, owner, node, rrset, node.ttlSeconds(rrset))) {
      response.truncated();
      return;
    }
    if (isSigned()) {
      sign(node, rrset, current);
    }
    if (Additional.isFor(node.type(rrset))) {
      additionalOf = rrset;
      answered = current;
    }
  }

  private boolean isSigned() {
    return query.dnssecOk() && lookup.zone().zone().isSigned();
  }

  /** Adds the signatures of an RRset just written at the name, and what a wildcard needs. */
  private void sign(NodeCursor node, int rrset, WireName current) {
    if (!response.signatures(
        ResponseWriter.ANSWER, current.wire(), 0, node, node.type(rrset), node.ttlSeconds(rrset))) {
      response.truncated();
      return;
    }
    if (lookup.isSynthesized()) {
      Expansion expansion = expansions[expanded++];
      expansion.name.read(current.wire(), 0, current.length());
      expansion.zone = lookup.zone();
      expansion.apexLabel = lookup.apexLabel();
      expansion.encloser = lookup.encloserLabel();
    }
  }

  private boolean follow(Snapshot snapshot, NodeCursor node, int cname, WireName current) {
    byte[] bytes;
    int target;
    if (node.isPolicy(cname)) {
      int written = policyAnswer.write(snapshot, lookup.zone(), node, cname, owner, current);
      if (written == PolicyAnswer.NODATA) {
        negative(current);
      }
      if (written != PolicyAnswer.WRITTEN || response.isTruncated()) {
        return false;
      }
      bytes = policyAnswer.lastRdata();
      target = 0;
    } else {
      bytes = node.bytes();
      target = node.data(cname) + 2;
      if (wasWritten(bytes, cname)) {
        return false;
      }
      if (!response.rrset(ResponseWriter.ANSWER, owner, node, cname, node.ttlSeconds(cname))) {
        response.truncated();
        return false;
      }
    }
    owner = response.lastName();
    if (!node.isPolicy(cname) && isSigned()) {
      sign(node, cname, current);
    }
    return goOn(bytes, target);
  }

  private boolean goOn(byte[] bytes, int target) {
    WireName next = nextName();
    return next.read(bytes, target, bytes.length) > 0;
  }

  /** The current name may be the one in {@link #name}: the next is read into the other. */
  private WireName nextName() {
    WireName next = spare;
    spare = name;
    name = next;
    return next;
  }

  /** RFC 6672 section 3.2. Returns true when the answer goes on at {@link #name}. */
  private boolean redirect(WireName current) {
    NodeCursor node = lookup.node();
    int dname = node.find(Wire.DNAME);
    int label = lookup.nodeLabel();
    int ttl = node.ttlSeconds(dname);
    int start = current.start(label);
    byte[] bytes = node.bytes();
    if (!wasWritten(bytes, dname)
        && !(response.rrsetNamed(ResponseWriter.ANSWER, current.wire(), start, node, dname, ttl)
            && (!isSigned()
                || response.signatures(
                    ResponseWriter.ANSWER, current.wire(), start, node, Wire.DNAME, ttl)))) {
      response.truncated();
      return false;
    }
    WireName next = nextName();
    if (!next.substitute(current, label, bytes, node.data(dname) + 2)) {
      response.rcode(Wire.YXDOMAIN);
      return false;
    }
    if (!response.single(
        ResponseWriter.ANSWER, owner, Wire.CNAME, ttl, next.wire(), 0, next.length())) {
      response.truncated();
      return false;
    }
    owner = response.lastName();
    // The synthesised record is what a query for CNAME asked for.
    return query.type() != Wire.CNAME;
  }

  /** Remembers an RRset; says whether it is in the answer already, as on a loop. */
  @SuppressWarnings("ReferenceEquality") // one snapshot holds one copy of a bucket
  private boolean wasWritten(byte[] bytes, int rrset) {
    for (int i = 0; i < redirections; i++) {
      if (redirectedBy[i] == bytes && redirectedAt[i] == rrset) {
        return true;
      }
    }
    redirectedBy[redirections] = bytes;
    redirectedAt[redirections++] = rrset;
    return false;
  }

  /** RFC 2308 section 3: a negative answer carries the SOA. */
  private void negative(WireName current) {
    ZoneView zone = lookup.zone();
    byte[] soa = zone.soa();
    int ttl = zone.negativeTtlSeconds();
    boolean fits =
        (owner == ResponseWriter.QNAME && zone.apexLabels() > 0)
            ? response.single(
                ResponseWriter.AUTHORITY,
                owner + query.name().start(lookup.apexLabel()),
                Wire.SOA,
                ttl,
                soa,
                0,
                soa.length)
            : response.singleNamed(
                ResponseWriter.AUTHORITY, zone.apex(), 0, Wire.SOA, ttl, soa, 0, soa.length);
    if (!fits) {
      response.truncated();
      return;
    }
    if (isSigned()) {
      proveAbsence(zone, zone.denial(), current);
    }
  }

  private void proveAbsence(ZoneView zone, @Nullable DenialChain chain, WireName current) {
    int apexLabel = lookup.apexLabel();
    boolean exists = !lookup.isSynthesized();
    boolean noName = response.rcode() == Wire.NXDOMAIN;
    if (!response.signatures(
        ResponseWriter.AUTHORITY,
        zone.apex(),
        0,
        zone.apexNode(),
        Wire.SOA,
        zone.negativeTtlSeconds())) {
      response.truncated();
    } else if (chain == null) {
      return;
    } else if (noName) {
      proofs.noName(zone, chain, current, apexLabel, lookup.encloserLabel());
    } else if (exists) {
      proofs.noData(zone, chain, current, 0, apexLabel);
    } else {
      proofs.noWildcardData(zone, chain, current, apexLabel, lookup.encloserLabel());
    }
  }
}
