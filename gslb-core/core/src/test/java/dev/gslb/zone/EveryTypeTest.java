package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of every type, in {@code every-type.zone}, which says their RDATA beside each. */
class EveryTypeTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String HEAD = "$TTL 60\n@ SOA ns1 admin 1 2 3 4 5\n@ NS ns1\n";

  @TempDir private Path folder;

  /** A line of the file. */
  record Line(String owner, String type, String rdata, int value, String wire) {
    static Line of(String line) {
      int comment = line.lastIndexOf(" ; ");
      String[] known = line.substring(comment + 3).split(" ", 2);
      String[] record = line.substring(0, comment).split(" ", 3);
      return new Line(record[0], record[1], record[2], Integer.parseInt(known[0]), known[1]);
    }
  }

  private static Path file() {
    URL url = EveryTypeTest.class.getResource("every-type.zone");
    try {
      return Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Line> lines() throws IOException {
    return Files.readAllLines(file()).stream()
        .filter(line -> !line.startsWith(";") && !line.startsWith("$"))
        .map(Line::of);
  }

  private static List<String> rdata(RRset rrset) {
    return IntStream.range(0, rrset.size()).mapToObj(i -> HEX.formatHex(rrset.rdata(i))).toList();
  }

  private List<String> problems(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("a.zone"), HEAD + lines);
    try {
      Zone.builder("every.test").addFile(file).build();
      return List.of();
    } catch (RefusedException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void read_aTypeInItsForm_isItsOctets(Line line) throws IOException {
    Path file = folder.resolve("a.zone");
    String record = "$ORIGIN every.test.\nx 5 IN " + line.type + " " + line.rdata + "\n";
    boolean apex = line.type.equals("SOA") || line.type.equals("NS");
    Files.writeString(file, apex ? "$TTL 60\n" + Files.readString(file()) : HEAD + record);
    Zone zone = Zone.builder("every.test").addFile(file).build();
    DomainName owner = DomainName.of((apex ? "" : "x.") + "every.test");
    RRset rrset = zone.rrset(owner, new RecordType(line.value)).orElseThrow();
    if (!apex) {
      assertThat(rrset.ttlSeconds()).isEqualTo(5);
      assertThat(rdata(rrset)).containsExactly(line.wire);
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void read_aTypeAsOctets_isThoseOctets(Line line) throws IOException {
    String generic = "\\# " + line.wire.length() / 2 + " " + line.wire;
    RRset rrset = RRset.of(DomainName.ROOT, new RecordType(line.value), 5, generic);
    assertThat(rdata(rrset)).containsExactly(line.wire);
    assertThat(RecordType.of("TYPE" + line.value).value()).isEqualTo(line.value);
    if (!line.type.startsWith("TYPE")) {
      assertThat(RecordType.of(line.type)).hasToString(line.type);
      assertThat(RecordType.of(line.type.toLowerCase(Locale.ROOT)).value()).isEqualTo(line.value);
      if (!line.type.equals("SOA")) {
        assertThat(problems("x " + line.type + " " + generic + "\n")).isEmpty();
      }
    }
  }

  @Test
  void read_theWholeFile_isAZoneOfItsRecords() throws IOException {
    Zone zone = Zone.builder("every.test").addFile(file()).build();
    for (Line line : lines().toList()) {
      String owner = line.owner.equals("@") ? "every.test" : line.owner + ".every.test";
      RRset rrset = zone.rrset(DomainName.of(owner), new RecordType(line.value)).orElseThrow();
      assertThat(rdata(rrset)).as(line.owner).contains(line.wire);
      assertThat(rrset.ttlSeconds()).isEqualTo(3600);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CSYNC 66 3 A NONSENSE | NONSENSE, where a type",
        "CSYNC 66 | nothing, where a number",
        "CSYNC 4294967296 3 A | 4294967296, where a number of 32 bits",
        "CSYNC -1 3 A | -1, where a number",
        "EUI48 00-00-5e-00-53 | 6 groups",
        "EUI48 00-00-5e-00-53-2a-00 | 6 groups",
        "EUI48 00-00-5e-00-53-2 | 6 groups",
        "EUI48 00-00-5e-00-53-2g | 6 groups",
        "EUI48 00-00-5e-00-53-2a 1 | unexpected: 1",
        "NID 10 0014:4fff:ff20 | 4 groups",
        "NID 10 0014:4fff:ff20: | 4 groups",
        "NID 65536 0014:4fff:ff20:ee64 | 16 bits",
        "L32 10 10.1.2 | IPv4 address",
        "LP 10 | nothing, where a name",
        "LP 10 a..b | empty",
        "AMTRELAY 10 2 1 192.0.2.1 | 2, where 0..1",
        "AMTRELAY 10 0 0 relay | relay, where a dot",
        "AMTRELAY 10 0 1 2001:db8::1 | IPv4",
        "DOA 0 1 2 \"\" | nothing, where",
        "IPN 18446744073709551616 | 18446744073709551616",
        "RESINFO | nothing, where a character string",
        "RESINFO \"open | quote without end",
        "RESINFO a\\12 | backslash",
        "RESINFO \\256 | 255 is the most",
        "DSYNC CDS 256 53 a | 8 bits",
        "TA 1 NONSENSE 2 00 | an algorithm",
        "TA 1 8 2 0 | ",
        "RRSIG A 8 2 1 20301301000000 0 1 @ AAAA | YYYYMMDDHHmmSS",
        "RRSIG A 8 2 1 0 0 1 @ A*A | ",
        "NSEC3 1 1 0 - 0 A | base 32",
        "NSEC3 1 1 0 - 0x A | base 32",
        "NSEC3 1 1 0 ab | nothing, where a hash",
        "CSYNC \\# 3 00 | not 3 octets",
        "NSEC \\# 1 05 | not 1 octets",
        "CSYNC \\# 70000 00 | 0..65535",
        "CSYNC 66 3 ) A | nothing opened",
        "TXT | nothing, where a character string",
        "TXT a\\300 | 255 is the most",
        "DS 1 8 2 aabb | 2 octets of digest",
        "DS 1 8 9 | 0 octets of digest",
        "DS 1 8 256 00 | 0..255",
        "SVCB 1 . mandatory=port | mandatory",
        "HTTPS 1 . alpn=h2 alpn=h3 | Duplicate",
        "OPT \\# 0 | a type of data",
        "TYPE0 \\# 0 | a type of data",
        "TYPE200 \\# 0 | a type of data",
        "LOC 52 N 0 E | nothing, where a height",
        "LOC 52 0 0 0 N 0 E 0 | N or S",
        "LOC N 0 E 0 | decimal",
        "LOC 90 0 1 N 0 E 0 | at most 90",
        "LOC 52 60 N 0 E 0 | under 60",
        "LOC 52 0.5 N 0 E 0 | under 60",
        "LOC 52 N 181 E 0 | at most 180",
        "LOC 52 N 0 E -100001 | a height",
        "LOC 52 N 0 E 0 90000001 | 90000000.00 metres",
        "LOC 52 N 0 E 0 1e5 | decimal",
        "LOC 52 N 0 E 0 1 2 3 4 | unexpected: 4",
      })
  void read_aTypeInAWrongForm_isRefusedAtItsLine(String entry, String expected) throws IOException {
    assertThat(problems("x " + entry + "\n"))
        .singleElement()
        .asString()
        .contains("a.zone:4")
        .contains(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource({
    "DS, 1 RSASHA256 SHA-1 {}, 1 8 1 {}",
    "CDS, 1 8 sha1 {}, 1 8 1 {}",
    "HTTPS, 1 ( b.example. alpn=h2 ), 1 b.example. alpn=h2",
    "HTTPS, ( 1 b.example. ), 1 b.example.",
  })
  void read_otherForms_areTheSame(String type, String one, String other) {
    String digest = "00".repeat(20);
    RecordType rrtype = RecordType.of(type);
    RRset first = RRset.of(DomainName.ROOT, rrtype, 1, one.replace("{}", digest));
    RRset second = RRset.of(DomainName.ROOT, rrtype, 1, other.replace("{}", digest));
    assertThat(rdata(first)).isEqualTo(rdata(second));
  }

  @Test
  void read_parametersOfAnAlias_areKept() {
    RRset alias = RRset.of(DomainName.ROOT, RecordType.of("SVCB"), 1, "0 b. alpn=h2");
    assertThat(rdata(alias)).containsExactly("0000" + "016200" + "00010003026832");
  }

  @Test
  void read_timesOfSignatures_areDatesOrSeconds() {
    RecordType type = RecordType.RRSIG;
    String text = "TXT 8 3 3600 %s 0 1 a. AAAA";
    String date = text.formatted("20201231235959");
    assertThat(rdata(RRset.of(DomainName.ROOT, type, 1, date)))
        .isEqualTo(rdata(RRset.of(DomainName.ROOT, type, 1, text.formatted("1609459199"))));
  }

  @Test
  void read_ownersTtlsAndClasses_areAsWithEveryType() throws IOException {
    Path file = folder.resolve("b.zone");
    Files.writeString(
        file,
        HEAD
            + "a EUI48 00-00-5e-00-53-01\n"
            + "\t7 EUI48 ( 00-00-5e-00-53-02 ; here\r\n )\r\n"
            + "$ORIGIN sub\n"
            + "b in 1h30m eui48 00-00-5e-00-53-03\n"
            + " 1m IN EUI48 00-00-5e-00-53-04 ; there\n"
            + "c\\.d LP 1 @\n"
            + "e.every.test. LP 1 f.");
    Zone zone = Zone.builder("every.test").addFile(file).build();
    assertThat(zone.rrset(DomainName.of("a.every.test"), RecordType.of("EUI48")).orElseThrow())
        .satisfies(rrset -> assertThat(rrset.size()).isEqualTo(2))
        .satisfies(rrset -> assertThat(rrset.ttlSeconds()).isEqualTo(60));
    assertThat(zone.rrset(DomainName.of("b.sub.every.test"), RecordType.of("EUI48")).orElseThrow())
        .satisfies(rrset -> assertThat(rrset.size()).isEqualTo(2))
        .satisfies(rrset -> assertThat(rrset.ttlSeconds()).isEqualTo(5_400));
    RRset lp = zone.rrset(DomainName.of("c\\.d.sub.every.test"), RecordType.of("LP")).orElseThrow();
    assertThat(DomainName.fromWire(lp.rdata(0), 2)).hasToString("sub.every.test.");
    lp = zone.rrset(DomainName.of("e.every.test"), RecordType.of("LP")).orElseThrow();
    assertThat(DomainName.fromWire(lp.rdata(0), 2)).hasToString("f.");
  }

  @Test
  void read_withoutOwnerOrTtl_isAProblem() throws IOException {
    Path file = Files.writeString(folder.resolve("a.zone"), " 5 EUI48 00-00-5e-00-53-01\n");
    ZoneBuilder builder = Zone.builder("every.test").synthesizeApex().addFile(file);
    assertThat(catchRefused(builder)).contains("no owner");
    Files.writeString(file, "x EUI48 00-00-5e-00-53-01\n");
    builder = Zone.builder("every.test").synthesizeApex().addFile(file);
    assertThat(catchRefused(builder)).contains("missing TTL");
    Files.writeString(file, "x 5 EUI48 ( 00-00-5e-00-53-01\n");
    builder = Zone.builder("every.test").synthesizeApex().addFile(file);
    assertThat(catchRefused(builder)).contains("parenthesis without end");
  }

  private static String catchRefused(ZoneBuilder builder) {
    try {
      return builder.build().toString();
    } catch (RefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
