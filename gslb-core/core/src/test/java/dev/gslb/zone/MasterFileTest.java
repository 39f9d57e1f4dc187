package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

class MasterFileTest {
  private static final String APEX = "$TTL 60\n@ SOA ns1 admin 1 2 3 4 5\n@ NS ns1\n";

  @TempDir private Path folder;

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("a.zone"), text, StandardCharsets.ISO_8859_1);
  }

  private static List<String> problems(Path file) {
    ZoneBuilder builder = Zone.builder("example").addFile(file);
    try {
      builder.build();
      return List.of();
    } catch (RefusedException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  private Zone zone(String text) throws Exception {
    return Zone.builder("example").addFile(file(text)).build();
  }

  private static String rrset(Zone zone, String owner, String type) {
    return zone.rrset(DomainName.of(owner), RecordType.of(type)).orElseThrow().toString();
  }

  /** The whole of it as dnsjava reads it, but for $ORIGIN, which is absolute here. */
  @Property(seed = "48", tries = 300)
  void read_anyEntries_areWhatDnsjavaReads(@ForAll("files") String text) throws Exception {
    Path file = Files.createTempFile("entries", ".zone");
    try {
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      ZoneBuilder expected = Zone.builder("example").synthesizeApex();
      try (Master master =
          new Master(Files.newInputStream(file), Name.fromString("example."), -1)) {
        for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
          DomainName owner = DomainName.fromWire(record.getName().toWire(), 0);
          RecordType type = new RecordType(record.getType());
          List<byte[]> rdata = List.of(RRset.rdataOf(record));
          expected.add(RRset.ofWire(owner, type, record.getTTL(), rdata));
        }
      }
      Zone read = Zone.builder("example").synthesizeApex().addFile(file).build();
      assertThat(dump(read)).isEqualTo(dump(expected.build()));
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> dump(Zone zone) {
    List<String> rrsets = new ArrayList<>();
    zone.forEachRrset(rrset -> rrsets.add(rrset.toString()));
    Collections.sort(rrsets);
    return rrsets;
  }

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> owner =
        Arbitraries.of(
            "www",
            "WWW",
            "@",
            "",
            "",
            "a.b",
            "*.w",
            "x.example.",
            "under_score",
            "a\\.b",
            "\\065c",
            "1",
            "in",
            "60");
    Arbitrary<String> ttlAndClass =
        Arbitraries.of("", "", "IN", "in", "300", "300 IN", "IN 300", "1h IN", "0");
    Arbitrary<String> data =
        Arbitraries.of(
            "A 192.0.2.1",
            "a 192.0.2.2 ; comment",
            "A\t192.0.2.3 ",
            "A ( 192.0.2.4 )",
            "A (\n 192.0.2.5 ; here\n )",
            "AAAA 2001:db8::1",
            "AAAA ::ffff:192.0.2.1",
            "AAAA 2001:DB8:0:0:1::",
            "NS ns.Test.",
            "PTR @",
            "PTR below",
            "MX 10 mx",
            "MX 65535 .",
            "TXT \"one ; two\" \"(three\"",
            "TXT plain; comment (",
            "TXT \"\\\"\" x\\;y",
            "SRV 1 2 3 target.test.",
            "TYPE65400 \\# 2 abcd",
            "CAA 0 issue \"ca.test\"");
    Arbitrary<String> record =
        Combinators.combine(owner, ttlAndClass, data)
            .as((o, t, d) -> o + (o.isEmpty() ? "  " : " ") + t + " " + d);
    Arbitrary<String> other =
        Arbitraries.of(
            "",
            "   ",
            "; a comment ( \"",
            "$ORIGIN example.",
            "$ORIGIN sub.example. ; below",
            "$TTL 5",
            "$TTL 1h30m",
            "$GENERATE 1-3 g$ A 192.0.2.$",
            "$GENERATE 1-3/2 h$ 30 IN CNAME t$.test.");
    Arbitrary<String> end = Arbitraries.of("\n", "\n", "\r\n");
    Arbitrary<String> line =
        Combinators.combine(Arbitraries.oneOf(record, record, record, other), end)
            .as((text, newline) -> text + newline);
    // The first record says owner and TTL, which those behind it may leave out.
    return line.list()
        .ofMaxSize(30)
        .map(lines -> "first 60 A 192.0.2.9\n" + String.join("", lines));
  }

  @Test
  void read_entriesThatAreWrong_doNotHideThoseBehindThem() throws Exception {
    Path file =
        file(
            APEX
                + "a A 300.1.2.3\n"
                + "b A (\n  192.0.2.1\n  nonsense )\n"
                + "c NONSENSE 1\n"
                + "$NONSENSE\n"
                + "$INCLUDE none.zone\n"
                + "d MX 65536 mx\n"
                + "e..f A 192.0.2.1\n"
                + "g A 192.0.2.1 )\n"
                + "h A 192.0.2.1\n"
                + "i A \"192.0.2.1\n"
                + "j CH A 192.0.2.1\n");
    assertThat(problems(file))
        .extracting(problem -> problem.replaceFirst(".*a[.]zone:(\\d+).*", "$1"))
        .containsExactly("4", "5", "8", "9", "10", "11", "12", "13", "15", "16");
  }

  @Test
  void read_parenthesisThatIsNeverClosed_isAProblemAtItsLine() throws Exception {
    assertThat(problems(file(APEX + "a TXT ( one\ntwo\n\nthree\n")))
        .singleElement()
        .asString()
        .contains("a.zone:4");
  }

  @Test
  void read_manyProblems_stopsAfterAThousand() throws Exception {
    assertThat(problems(file(APEX + "a A wrong\n".repeat(5_000)))).hasSize(1_001);
  }

  @Test
  void read_entryWithoutEnd_isNotGatheredForever() throws Exception {
    assertThat(problems(file(APEX + "a TXT (\n" + "x\n".repeat(2_000_000))))
        .singleElement()
        .asString()
        .contains("does not end within");
  }

  @Test
  void read_withoutAnyTtl_isAProblem() throws Exception {
    assertThat(problems(file("@ 60 SOA ns1 admin 1 2 3 4 5\n@ NS ns1\n"))).isEmpty();
    assertThat(problems(file("www A 192.0.2.1\n" + APEX)))
        .singleElement()
        .asString()
        .contains("a.zone:1")
        .contains("missing TTL");
  }

  @Test
  void read_firstSoaWithoutTtl_setsTheDefaultToItsMinimum() throws Exception {
    Zone zone = zone("@ SOA ns1 admin 1 2 3 4 5\n@ 60 NS ns1\nwww A 192.0.2.1\n");
    assertThat(rrset(zone, "example", "SOA")).startsWith("example. 5 IN SOA");
    assertThat(rrset(zone, "www.example", "A")).isEqualTo("www.example. 5 IN A 192.0.2.1");
  }

  @Test
  void read_firstEntryWithoutOwner_isAProblem() throws Exception {
    assertThat(problems(file("  60 A 192.0.2.1\n" + APEX)))
        .singleElement()
        .asString()
        .contains("no owner");
  }

  @Test
  void read_relativeOrigin_isRelativeToTheOneBefore() throws Exception {
    Zone zone = zone(APEX + "$ORIGIN sub\nwww A 192.0.2.1\n$ORIGIN deep\n@ A 192.0.2.2\n");
    assertThat(rrset(zone, "www.sub.example", "A")).endsWith("192.0.2.1");
    assertThat(rrset(zone, "deep.sub.example", "A")).endsWith("192.0.2.2");
  }

  @Test
  void read_entriesAcrossBuffers_areWhole() throws Exception {
    StringBuilder text = new StringBuilder(APEX);
    for (int i = 0; i < 20_000; i++) {
      text.append("name-").append(i).append(" A 10.0.").append(i >> 8).append('.').append(i & 0xFF);
      text.append(i % 7 == 0 ? " ; a comment\n" : "\n");
    }
    text.append("long TXT (").append(" \"0123456789\"\n".repeat(20_000)).append(")");
    Zone zone = zone(text.toString().replace("0123456789", "01"));
    assertThat(zone.rrsetCount()).isEqualTo(20_000 + 3);
    for (int i = 0; i < 20_000; i++) {
      assertThat(rrset(zone, "name-" + i + ".example", "A"))
          .endsWith(" 10.0." + (i >> 8) + "." + (i & 0xFF));
    }
  }

  @Test
  void read_ownersAtTheLimits_areTakenOrRefused() throws Exception {
    String label = "x".repeat(63);
    String longest = (label + ".").repeat(3) + "x".repeat(63 - 10);
    assertThat(problems(file(APEX + longest + " A 192.0.2.1\n"))).isEmpty();
    assertThat(problems(file(APEX + longest + "yyy A 192.0.2.1\n"))).hasSize(1);
    assertThat(problems(file(APEX + label + "x A 192.0.2.1\n"))).hasSize(1);
    assertThatThrownBy(() -> zone(APEX + ". A 192.0.2.1\n")).hasMessageContaining("outside");
  }

  @Test
  void read_octetsAbove127_areKeptAsTheyAre() throws Exception {
    Path file = folder.resolve("utf8.zone");
    Files.writeString(file, APEX + "t TXT \"\u00e9\"\nu TXT \"\\\u00e9\"\n");
    Zone zone = Zone.builder("example").addFile(file).build();
    byte[] expected = {2, (byte) 0xC3, (byte) 0xA9};
    for (String owner : List.of("t.example", "u.example")) {
      RRset texts = zone.rrset(DomainName.of(owner), RecordType.TXT).orElseThrow();
      assertThat(texts.rdata(0)).isEqualTo(expected);
    }
    assertThat(RRset.of(DomainName.of("t"), RecordType.TXT, 1, "\"\u00e9\"").rdata(0))
        .isEqualTo(expected);
    assertThat(problems(file(APEX + "$GENERATE 1-2 g$ CNAME \u00e9\n")))
        .singleElement()
        .asString()
        .contains("ASCII");
  }

  @Test
  void read_includeOfAQuotedName_isBesideTheFile() throws Exception {
    Files.writeString(folder.resolve("a b c.inc"), "x A 192.0.2.1\n");
    Zone zone = zone(APEX + "$INCLUDE \"a b c.inc\" sub\n");
    assertThat(rrset(zone, "x.sub.example", "A")).endsWith("192.0.2.1");
  }

  @Test
  void read_includeOfItself_isBoundedInDepth() throws Exception {
    Path loop = folder.resolve("l o o p");
    String include = "$INCLUDE \"" + loop + "\"\n";
    Files.writeString(loop, "x A 192.0.2.1\n" + include);
    assertThat(problems(file(APEX + include)))
        .singleElement()
        .asString()
        .contains("more than 10 files deep");
  }

  @Test
  void read_includeInAnyOtherForm_isRefusedAndNotOpened() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "x A 192.0.2.1\n");
    List<String> forms =
        List.of(
            "$INCLUDE",
            "$INCLUDE " + other + " sub more",
            "$INCLUDE \"" + other,
            "$INCLUDE ( " + other + " )",
            "$GENERATE 1-2 $INCLUDE " + other,
            "x ( A 192.0.2.1\n$INCLUDE " + other + "\n)",
            "x A 192.0.2.1 \\(\n ) ( \n$INCLUDE " + other + "\n)");
    for (String form : forms) {
      assertThat(problems(file(APEX + form + "\n"))).as(form).isNotEmpty();
    }
    assertThat(problems(file(APEX + "$INCLUDE a b c d\n")))
        .singleElement()
        .asString()
        .contains("a.zone:4")
        .contains("$INCLUDE file [origin]");
  }

  @Test
  void read_carriageReturnInsideALine_isRefusedAtItsLine() throws Exception {
    for (String line :
        List.of(
            "a A 192.0.2.1 ; c\rb A 192.0.2.2",
            "a A 192.0.2.1\rb A 192.0.2.2",
            "; c\rb A 192.0.2.2",
            "a TXT \"x\ry\"",
            "a A 192.0.2.1\r\r")) {
      assertThat(problems(file(APEX + line + "\n")))
          .singleElement()
          .asString()
          .contains("a.zone:4")
          .contains("carriage return");
    }
    assertThat(problems(file(APEX.replace("\n", "\r\n") + "a A 192.0.2.1\r"))).isEmpty();
  }

  @Test
  void read_theLargestTtl_isATtlLikeOthers() throws Exception {
    String max = " 2147483647 ";
    Zone zone =
        zone("@" + max + "SOA ns1 admin 1 2 3 4 5\n@ NS ns1\nt" + max + "TXT a\nu 0 TXT b\n");
    assertThat(rrset(zone, "example", "SOA")).contains("example." + max.stripTrailing());
    assertThat(rrset(zone, "example", "NS")).contains("example." + max.stripTrailing());
    assertThat(rrset(zone, "t.example", "TXT")).contains("t.example." + max.stripTrailing());
    assertThat(rrset(zone, "u.example", "TXT")).contains("u.example. 0");
    assertThat(problems(file("t TXT a\nt" + max + "TXT b\n" + APEX))).hasSize(1);
  }

  @Test
  void read_generate_isBounded() throws Exception {
    // Those of the names, that the rest was not read, and that SOA and NS are missing therefore.
    assertThat(problems(file("$GENERATE 1-5000 h$ A 192.0.2.1\n" + APEX))).hasSize(1_003);
    assertThat(problems(file(APEX + "$GENERATE 1-3 ${0,100000000,d} A 192.0.2.1\n")))
        .singleElement()
        .asString()
        .contains("under 1000");
    assertThat(problems(file(APEX + "$GENERATE 1-2000000 h A 192.0.2.1\n")))
        .singleElement()
        .asString()
        .contains("of one $GENERATE");
  }
}
