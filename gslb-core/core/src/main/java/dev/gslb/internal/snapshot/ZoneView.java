package dev.gslb.internal.snapshot;

import dev.gslb.internal.table.DenialChain;
import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.PagedList;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.NameHash;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import org.jspecify.annotations.Nullable;

/** A zone as the query path sees it. Immutable. */
public final class ZoneView {
  private final PackedZone zone;
  private final byte[] apex;
  private final int apexLabels;
  private final long apexNameHash;
  private final NodeCursor apexNode;
  private final byte[] soa;
  private final int soaTtlSeconds;
  private final int negativeTtlSeconds;
  private final boolean apexHasDname;
  private final PagedList<GslbBinding> bindings;

  /**
   * Where a GSLB name's policy and tickets are.
   *
   * @param policy index of the policy's view in the snapshot
   * @param tickets the first of the name's tickets
   * @param answers the most records in one answer
   */
  public record GslbBinding(int policy, int tickets, int answers) {}

  /** Views a zone whose GSLB names are bound in the order of their ordinals. */
  public ZoneView(PackedZone zone, PagedList<GslbBinding> bindings) {
    this.zone = zone;
    this.bindings = bindings;
    this.apex = zone.apex().wire();
    WireName name = new WireName();
    name.read(apex, 0, apex.length);
    this.apexLabels = name.labels();
    this.apexNameHash = name.hash(0);
    NodeCursor top = new NodeCursor();
    if (!zone.table().findApex(NameHash.fold(apexNameHash), top)) {
      throw new IllegalStateException("zone " + zone.apex() + " without an apex");
    }
    int rrset = top.find(Wire.SOA);
    int length = Bytes.getShort(top.bytes(), top.data(rrset));
    this.soa = new byte[length];
    System.arraycopy(top.bytes(), top.data(rrset) + 2, soa, 0, length);
    this.apexNode = top;
    this.soaTtlSeconds = top.ttlSeconds(rrset);
    // RFC 2308 section 5: the lower of the SOA's own TTL and its MINIMUM field.
    int minimum = Bytes.getInt(soa, length - 4) & Integer.MAX_VALUE;
    this.negativeTtlSeconds = Math.min(minimum, soaTtlSeconds);
    this.apexHasDname = (top.flags() & NodeCursor.HAS_DNAME) != 0;
  }

  /** The zone itself. */
  public PackedZone zone() {
    return zone;
  }

  /** The chain that proves absence; null if the zone is not signed. */
  public @Nullable DenialChain denial() {
    return zone.denial();
  }

  /** The zone's names. */
  public NameTable table() {
    return zone.table();
  }

  /** The apex on the wire, in the case configured. */
  public byte[] apex() {
    return apex;
  }

  /** Counts the labels of the apex. */
  public int apexLabels() {
    return apexLabels;
  }

  /** The hash of the apex's name. */
  public long apexNameHash() {
    return apexNameHash;
  }

  /** The node of the apex; not to be moved. */
  public NodeCursor apexNode() {
    return apexNode;
  }

  /** The SOA record's RDATA. */
  public byte[] soa() {
    return soa;
  }

  /** The SOA record's own TTL. */
  public int soaTtlSeconds() {
    return soaTtlSeconds;
  }

  /** The TTL of the SOA in a negative answer. */
  public int negativeTtlSeconds() {
    return negativeTtlSeconds;
  }

  /** Whether everything below the apex is redirected. */
  public boolean apexHasDname() {
    return apexHasDname;
  }

  /** Where a GSLB name's policy is. */
  public GslbBinding binding(int gslbOrdinal) {
    return bindings.get(gslbOrdinal);
  }

  /** All bindings, by ordinal. */
  public PagedList<GslbBinding> bindings() {
    return bindings;
  }
}
