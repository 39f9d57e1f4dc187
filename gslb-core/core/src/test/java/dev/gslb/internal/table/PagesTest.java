package dev.gslb.internal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.NameHash;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final DomainName OWNER = DomainName.of("any");

  /** That of {@link NameHash}. */
  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;

  private static byte[] key(int number) {
    byte[] text = ("name-" + number).getBytes(StandardCharsets.US_ASCII);
    byte[] key = new byte[1 + text.length];
    key[0] = (byte) text.length;
    System.arraycopy(text, 0, key, 1, text.length);
    return key;
  }

  private static RRset rrset(int records, int octets, int seed) {
    List<byte[]> rdata = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      byte[] one = new byte[octets];
      one[0] = (byte) seed;
      one[1] = (byte) (i >> 8);
      one[2] = (byte) i;
      rdata.add(one);
    }
    return RRset.ofWire(OWNER, RecordType.TXT, seed & 0xFF, rdata);
  }

  /** Octets of the data and the TTL, which tell the RRsets here apart. */
  private static Map<String, List<Integer>> contents(NameTable table) {
    Map<String, List<Integer>> contents = new HashMap<>();
    table.forEach(
        (key, node) -> {
          int rrset = node.find(RecordType.TXT.value());
          if (rrset >= 0) {
            contents.put(
                new String(key, StandardCharsets.ISO_8859_1),
                List.of(node.count(rrset), node.dataLength(rrset), node.ttlSeconds(rrset)));
          }
          return true;
        });
    return contents;
  }

  private static List<Integer> content(RRset rrset) {
    int octets = 0;
    for (int i = 0; i < rrset.size(); i++) {
      octets += 2 + rrset.rdata(i).length;
    }
    return List.of(rrset.size(), octets, rrset.ttlSeconds());
  }

  private static void change(
      NameTableEditor editor,
      Map<String, List<Integer>> expected,
      SplittableRandom random,
      int names) {
    byte[] key = key(random.nextInt(names));
    String text = new String(key, StandardCharsets.ISO_8859_1);
    if (random.nextInt(4) == 0) {
      editor.remove(key, RecordType.TXT.value());
      expected.remove(text);
      return;
    }
    int kind = random.nextInt(1_000);
    int records = kind == 0 ? 3_000 : 1 + random.nextInt(3);
    RRset rrset = rrset(records, kind < 20 ? 900 : 3 + random.nextInt(60), random.nextInt(200));
    editor.replace(key, rrset);
    expected.put(text, content(rrset));
  }

  @Test
  void edits_ofRrsetsOfAllSizes_leaveWhatAMapWouldHold() {
    SplittableRandom random = new SplittableRandom(17);
    Map<String, List<Integer>> expected = new HashMap<>();
    NameTableEditor editor = new NameTableEditor(NameHash.ROOT);
    for (int i = 0; i < 20_000; i++) {
      change(editor, expected, random, 3_000);
    }
    NameTable table = editor.freeze();
    assertThat(contents(table)).isEqualTo(expected);
    for (int round = 0; round < 20; round++) {
      Map<String, List<Integer>> before = Map.copyOf(expected);
      NameTableEditor next = new NameTableEditor(table, NameHash.ROOT);
      for (int i = 0; i < 200; i++) {
        change(next, expected, random, 6_000);
      }
      NameTable changed = next.freeze();
      assertThat(contents(table)).isEqualTo(before);
      assertThat(contents(changed)).isEqualTo(expected);
      table = changed;
    }
  }

  @Test
  void replace_oneNameAtATime_splitsPagesAndSharesTheOthers() {
    NameTable table = new NameTableEditor(NameHash.ROOT).freeze();
    for (int i = 0; i < 20_000; i++) {
      NameTableEditor editor = new NameTableEditor(table, NameHash.ROOT);
      editor.replace(key(i), rrset(1, 4, i));
      table = editor.freeze();
    }
    assertThat(table.nodes()).isEqualTo(20_001);
    assertThat(table.directory.length).isBetween(32, 128);
    assertThat(contents(table)).hasSize(20_000);
  }

  @Test
  void replace_theSameRrsetAgainAndAgain_doesNotFillThePage() {
    NameTable table = new NameTableEditor(NameHash.ROOT).freeze();
    for (int i = 0; i < 2_000; i++) {
      NameTableEditor editor = new NameTableEditor(table, NameHash.ROOT);
      editor.replace(key(0), rrset(1, 4 + i % 50, i));
      table = editor.freeze();
    }
    assertThat(table.directory[0].length).isLessThan(1_000);
  }

  @Test
  void replace_aNodeBeyondThePlacesOfAPage_isFoundAmongSmallOnes() {
    NameTableEditor editor = new NameTableEditor(NameHash.ROOT);
    for (int i = 0; i < 40; i++) {
      editor.replace(key(i), rrset(i == 20 ? 20_000 : 1, 60, i));
    }
    Map<String, List<Integer>> contents = contents(editor.freeze());
    assertThat(contents).hasSize(40);
    assertThat(contents.get(new String(key(20), StandardCharsets.ISO_8859_1)))
        .isEqualTo(List.of(20_000, 20_000 * 62, 20));
  }

  /** Octets of TXT RDATA that bring the only page near the end of its places. */
  private static byte[] text(int octets) {
    byte[] rdata = new byte[octets];
    Arrays.fill(rdata, (byte) 1);
    return rdata;
  }

  private static Zone with(Zone zone, String owner, RecordType type, byte[] rdata) {
    RRset rrset = RRset.ofWire(DomainName.of(owner), type, 60, List.of(rdata));
    return zone.with(new ZoneChange(List.of(), List.of(rrset)));
  }

  @Test
  void with_aPageThatOutgrowsItsPlaces_losesNoName() {
    for (int octets = 65_000; octets < 65_500; octets++) {
      Zone zone = Zone.builder("example").synthesizeApex().build();
      zone = with(zone, "t.example", RecordType.TXT, text(octets));
      for (int i = 0; i < 4; i++) {
        zone = with(zone, "w" + i + ".example", RecordType.A, new byte[] {1, 2, 3, (byte) i});
      }
      for (int i = 0; i < 4; i++) {
        assertThat(zone.rrset(DomainName.of("w" + i + ".example"), RecordType.A))
            .as("w%d beside %d octets", i, octets)
            .isPresent();
      }
      assertThat(zone.rrset(DomainName.of("t.example"), RecordType.TXT).orElseThrow().rdata(0))
          .hasSize(octets);
    }
  }

  @Test
  void edits_ofLargeRdataOneAtATime_leaveWhatAMapWouldHold() {
    SplittableRandom random = new SplittableRandom(29);
    Map<String, List<Integer>> expected = new HashMap<>();
    NameTable table = new NameTableEditor(NameHash.ROOT).freeze();
    for (int round = 0; round < 3_000; round++) {
      Map<String, List<Integer>> before = Map.copyOf(expected);
      NameTableEditor editor = new NameTableEditor(table, NameHash.ROOT);
      for (int i = random.nextInt(3); i >= 0; i--) {
        byte[] key = key(random.nextInt(12));
        String text = new String(key, StandardCharsets.ISO_8859_1);
        if (random.nextInt(3) == 0) {
          editor.remove(key, RecordType.TXT.value());
          expected.remove(text);
          continue;
        }
        // Seldom more than one large, so that small ones are often put at the end of the places.
        boolean large = random.nextInt(16) == 0;
        int octets = 3 + (large ? 61_000 + random.nextInt(4_000) : random.nextInt(90));
        RRset rrset = rrset(large ? 1 : 1 + random.nextInt(2), octets, random.nextInt(200));
        editor.replace(key, rrset);
        expected.put(text, content(rrset));
      }
      NameTable changed = editor.freeze();
      assertThat(contents(table)).isEqualTo(before);
      assertThat(contents(changed)).isEqualTo(expected);
      table = changed;
    }
  }

  /** A label that has a given hash below the root: the steps of the hash, backwards. */
  private static byte @Nullable [] labelOf(long hash) {
    long inverse = BigInteger.valueOf(MULTIPLIER).modInverse(BigInteger.TWO.pow(64)).longValue();
    long product = hash * inverse;
    long octets = ((product ^ (product >>> 32)) * inverse) ^ NameHash.ROOT;
    byte[] label = new byte[8];
    for (int i = 0; i < label.length; i++) {
      label[i] = (byte) (octets >>> (8 * i));
    }
    return label[0] == 7 ? label : null;
  }

  /** Labels whose folded hashes are the same. */
  private static List<byte[]> colliding(int count) {
    List<byte[]> labels = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    while (labels.size() < count) {
      long upper = random.nextInt() & 0xFFFF_FFFFL;
      byte[] label = labelOf(upper << 32 | (upper ^ 0x1234_5678L));
      if (label != null) {
        labels.add(label);
      }
    }
    return labels;
  }

  @Test
  void replace_namesMadeToCollide_shareAPageAndLeaveTheDirectorySmall() {
    List<byte[]> labels = colliding(3_000);
    NameTableEditor editor = new NameTableEditor(NameHash.ROOT);
    for (byte[] label : labels) {
      editor.replace(label, rrset(1, 4, 9));
    }
    for (int i = 0; i < 2_000; i++) {
      editor.replace(key(i), rrset(1, 4, i));
    }
    NameTable table = editor.freeze();
    assertThat(table.directory.length).isLessThanOrEqualTo(64 * 16);
    NodeCursor found = new NodeCursor();
    int hash = 0x1234_5678;
    for (byte[] label : labels) {
      assertThat(table.find(hash, label, 0, label.length, found)).isTrue();
    }
    assertThat(contents(table)).hasSize(5_000);
  }

  @Test
  void room_forMoreNodesThanAPageHasPlaces_isRefused() {
    PageDirectory pages = new PageDirectory();
    byte[] node = new byte[NodeCursor.KEY];
    Bytes.putInt(node, NodeCursor.LENGTH, node.length);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 70_000; i++) {
                NodePage.add(pages.room(0, node.length, i), node, 0, node.length);
              }
            })
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("65536 names");
    assertThat(NodePage.nodes(pages.get(0))).isBetween(50_000, 65_535);
  }

  @Test
  void size_ofMoreThanAPageHolds_isRefused() {
    assertThat(NameTableEditor.size(1 << 30)).isEqualTo(1 << 30);
    assertThatThrownBy(() -> NameTableEditor.size(65_535L * 65_537))
        .isInstanceOf(RefusedException.class);
  }
}
