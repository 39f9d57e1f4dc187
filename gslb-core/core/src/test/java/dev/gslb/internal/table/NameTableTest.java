package dev.gslb.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.wire.NameHash;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NameTableTest {
  private static final DomainName APEX = DomainName.of("example");

  /** One edit: an owner, a type, and whether it comes or goes. */
  record Edit(String owner, RecordType type, boolean add) {}

  private static Zone zone(int names) {
    var builder = Zone.builder(APEX).synthesizeApex();
    for (int i = 0; i < names; i++) {
      builder.add("n" + i + ".example", "A", 60, "192.0.2." + i % 256);
    }
    return builder.build();
  }

  private static ZoneChange add(String owner, String address) {
    return new ZoneChange(
        List.of(), List.of(RRset.of(DomainName.of(owner), RecordType.A, 60, address)));
  }

  @Test
  void with_oneRecord_copiesOnePageAndKeepsTheRest() {
    PackedZone before = (PackedZone) zone(50_000);
    PackedZone after = (PackedZone) before.with(add("n77.example", "198.51.100.1"));
    int pages = before.table().directory.length;
    assertThat(pages).isGreaterThan(100);
    assertThat(after.table().pagesSharedWith(before.table())).isEqualTo(pages - 1);
    assertThat(before.rrset(DomainName.of("n77.example"), RecordType.A).orElseThrow().toString())
        .endsWith("192.0.2.77");
    assertThat(after.rrset(DomainName.of("n77.example"), RecordType.A).orElseThrow().toString())
        .endsWith("198.51.100.1");
  }

  @Test
  void with_newDeepName_makesAndDropsItsEmptyNonTerminals() {
    PackedZone before = (PackedZone) zone(10);
    int nodes = before.table().nodes();
    PackedZone deep = (PackedZone) before.with(add("a.b.c.example", "192.0.2.1"));
    assertThat(deep.table().nodes()).isEqualTo(nodes + 3);
    PackedZone bare =
        (PackedZone)
            deep.with(
                new ZoneChange(
                    List.of(new ZoneChange.Key(DomainName.of("a.b.c.example"), RecordType.A)),
                    List.of()));
    assertThat(bare.table().nodes()).isEqualTo(nodes);
  }

  @Test
  void append_toAsManyRecordsAsAMessageCounts_isRefused() {
    List<byte[]> rdata = new ArrayList<>();
    for (int i = 0; i < 0xFFFF; i++) {
      rdata.add(new byte[] {(byte) (i >>> 8), (byte) i});
    }
    NameTableEditor editor = new NameTableEditor(NameHash.ROOT);
    byte[] key = {1, 'a'};
    editor.replace(key, RRset.ofWire(DomainName.of("a"), RecordType.TXT, 60, rdata));
    assertThat(editor.append(key, RecordType.TXT.value(), 60, new byte[] {1, 2, 3}))
        .isEqualTo(NameTableEditor.FULL);
    assertThat(editor.append(key, RecordType.A.value(), 60, new byte[] {1, 2, 3, 4})).isZero();
  }

  @Property(seed = "49", tries = 60)
  void edits_inAnyOrder_leaveWhatAMapWouldHold(@ForAll("edits") List<Edit> edits) {
    Map<String, Set<RecordType>> expected = new HashMap<>();
    Zone zone = zone(0);
    for (Edit edit : edits) {
      DomainName owner = DomainName.of(edit.owner() + ".example");
      if (edit.add()) {
        expected.computeIfAbsent(owner.toString(), o -> new HashSet<>()).add(edit.type());
        RRset rrset = RRset.ofWire(owner, edit.type(), 60, List.of(new byte[] {1, 2, 3, 4}));
        zone = zone.with(new ZoneChange(List.of(), List.of(rrset)));
      } else {
        expected.getOrDefault(owner.toString(), new HashSet<>()).remove(edit.type());
        zone =
            zone.with(new ZoneChange(List.of(new ZoneChange.Key(owner, edit.type())), List.of()));
      }
    }
    expected.values().removeIf(Set::isEmpty);
    Map<String, Set<RecordType>> found = new TreeMap<>();
    zone.forEachRrset(
        rrset -> {
          if (!rrset.owner().equals(APEX)) {
            found.computeIfAbsent(rrset.owner().toString(), o -> new HashSet<>()).add(rrset.type());
          }
        });
    assertThat(found).isEqualTo(expected);
    assertThat(((PackedZone) zone).table().nodes()).isEqualTo(1 + withAncestors(found.keySet()));
  }

  private static int withAncestors(Set<String> owners) {
    Set<DomainName> all = new HashSet<>();
    for (String owner : owners) {
      for (DomainName at = DomainName.of(owner); !at.equals(APEX); at = at.parent()) {
        all.add(at);
      }
    }
    return all.size();
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<String> label = Arbitraries.of("a", "b", "c", "*", "xyz");
    Arbitrary<String> owner = label.list().ofMinSize(1).ofMaxSize(4).map(l -> String.join(".", l));
    Arbitrary<RecordType> type = Arbitraries.of(RecordType.A, RecordType.AAAA, RecordType.TXT);
    return Combinators.combine(owner, type, Arbitraries.of(true, true, false))
        .as(Edit::new)
        .list()
        .ofMaxSize(60);
  }
}
