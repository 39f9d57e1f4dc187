package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.WireName;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A zone as a view over a name table. */
public final class PackedZone implements Zone {
  private final DomainName apex;
  private final NameTable table;
  private final PagedList<GslbName> gslbNames;
  private final boolean signed;
  private final @Nullable DenialChain denial;

  PackedZone(DomainName apex, NameTable table, PagedList<GslbName> gslbNames) {
    this.apex = apex;
    this.table = table;
    this.gslbNames = gslbNames;
    this.signed = DenialChain.isSigned(table, apex, new NodeCursor());
    this.denial = DenialChain.of(table, apex);
  }

  /** The names, for the query path. */
  public NameTable table() {
    return table;
  }

  /** The GSLB names by the ordinals that the table refers to. */
  public PagedList<GslbName> gslbNameList() {
    return gslbNames;
  }

  /** Whether the zone has a key, and so signatures. */
  public boolean isSigned() {
    return signed;
  }

  /** The chain that proves absence; null if the zone is not signed or has none. */
  public @Nullable DenialChain denial() {
    return denial;
  }

  @Override
  public DomainName apex() {
    return apex;
  }

  @Override
  public long serial() {
    byte[] soa = rrset(apex, RecordType.SOA).orElseThrow().rdata(0);
    return Bytes.getInt(soa, soa.length - 20) & 0xFFFF_FFFFL;
  }

  @Override
  public Optional<RRset> rrset(DomainName owner, RecordType type) {
    if (!owner.isAtOrBelow(apex)) {
      return Optional.empty();
    }
    NodeCursor node = new NodeCursor();
    if (!find(owner, node)) {
      return Optional.empty();
    }
    int rrset = node.find(type.value());
    if (rrset < 0 || node.isPolicy(rrset)) {
      return Optional.empty();
    }
    return Optional.of(unpack(owner, node, rrset));
  }

  /**
   * Returns the types at a name, in no order.
   *
   * @param policies whether those that policies answer are among them, or those alone that are not
   */
  public Set<RecordType> types(DomainName owner, boolean policies) {
    NodeCursor node = new NodeCursor();
    if (!owner.isAtOrBelow(apex) || !find(owner, node)) {
      return Set.of();
    }
    Set<RecordType> types = new LinkedHashSet<>();
    for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
      if (policies || !node.isPolicy(rrset)) {
        types.add(new RecordType(node.type(rrset)));
      }
    }
    return types;
  }

  private boolean find(DomainName owner, NodeCursor node) {
    WireName name = new WireName();
    name.read(owner.canonicalWire(), 0, owner.wireLength());
    return table.find(name, 0, name.labels() - apex.labelCount(), node);
  }

  @Override
  public void forEachRrset(Consumer<? super RRset> action) {
    byte[] suffix = apex.canonicalWire();
    table.forEach(
        (key, node) -> {
          byte[] wire = new byte[key.length + suffix.length];
          System.arraycopy(key, 0, wire, 0, key.length);
          System.arraycopy(suffix, 0, wire, key.length, suffix.length);
          DomainName owner = DomainName.fromWire(wire, 0);
          for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
            if (!node.isPolicy(rrset)) {
              action.accept(unpack(owner, node, rrset));
            }
          }
          return true;
        });
  }

  private static RRset unpack(DomainName owner, NodeCursor node, int rrset) {
    byte[] bytes = node.bytes();
    List<byte[]> rdata = new ArrayList<>();
    int at = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      int length = Bytes.getShort(bytes, at);
      byte[] one = new byte[length];
      System.arraycopy(bytes, at + 2, one, 0, length);
      rdata.add(one);
      at += 2 + length;
    }
    return RRset.ofWire(owner, new RecordType(node.type(rrset)), node.ttlSeconds(rrset), rdata);
  }

  @Override
  public int rrsetCount() {
    return table.rrsets();
  }

  @Override
  public List<GslbName> gslbNames() {
    List<GslbName> names = new ArrayList<>(gslbNames.size());
    gslbNames.forEach(names::add);
    return List.copyOf(names);
  }

  @Override
  public Zone with(ZoneChange change) {
    PackedZoneEditor editor = new PackedZoneEditor(this);
    List<Problem> problems = new ArrayList<>();
    for (ZoneChange.Key key : change.removed()) {
      keep(editor.remove(key.owner(), key.type()), problems);
    }
    for (RRset rrset : change.added()) {
      keep(editor.replace(rrset, "the change"), problems);
    }
    problems.addAll(editor.problems());
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return editor.freeze();
  }

  private static void keep(@Nullable Problem problem, List<Problem> problems) {
    if (problem != null) {
      problems.add(problem);
    }
  }

  @Override
  public String toString() {
    return apex + " (" + table.rrsets() + " RRsets)";
  }
}
