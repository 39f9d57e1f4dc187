package dev.gslb.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.wire.NameHash;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final DomainName OWNER = DomainName.of("any");

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
}
