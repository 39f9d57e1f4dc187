package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a zone when it is loaded, with file and line. */
class ZoneWarningsTest {
  private static final String APEX =
      """
      $TTL 60
      @ SOA ns1 admin 1 2 3 4 5
      @ NS ns1
      ns1 A 192.0.2.53
      """;

  @TempDir private Path folder;

  private ZoneBuilder read(String lines) throws Exception {
    Path file = Files.writeString(folder.resolve("a.zone"), APEX + lines);
    return Zone.builder("example").addFile(file);
  }

  private List<String> warnings(String lines) throws Exception {
    ZoneBuilder builder = read(lines);
    builder.build();
    String prefix = folder.resolve("a.zone").toString();
    return builder.warnings().stream()
        .map(Problem::toString)
        .peek(text -> assertThat(text).startsWith(prefix))
        .map(text -> text.substring(prefix.length()))
        .toList();
  }

  @Test
  void duplicateRecord_isAWarning() throws Exception {
    assertThat(warnings("www A 192.0.2.1\nwww A 192.0.2.1\n"))
        .containsExactly(
            ":6 www.example. A: a record that was there already (expected: each record once)");
  }

  @Test
  void rfc2181_section5_2_unequalTtls_areAWarningAndTheFirstCounts() throws Exception {
    ZoneBuilder builder = read("www 10 A 192.0.2.1\nwww 20 A 192.0.2.2\n");
    Zone zone = builder.build();
    assertThat(zone.rrset(DomainName.of("www.example"), RecordType.of("A")))
        .hasValueSatisfying(rrset -> assertThat(rrset.ttlSeconds()).isEqualTo(10));
    assertThat(builder.warnings())
        .singleElement()
        .satisfies(one -> assertThat(one.place()).endsWith("a.zone:6 www.example. A"));
  }

  @Test
  void signaturesOfSeveralTypes_haveTtlsOfTheirOwn() throws Exception {
    String signature = " 13 2 60 20300101000000 20200101000000 1 example. AAAA\n";
    assertThat(
            warnings(
                "www 10 A 192.0.2.1\nwww 10 RRSIG A" + signature + "www 20 RRSIG TXT" + signature))
        .isEmpty();
  }

  @Test
  void rrsetThatFitsNoMessage_isOneWarning() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      lines.append("big TXT \"").append(i).append("x".repeat(240)).append("\"\n");
    }
    assertThat(warnings(lines.toString()))
        .singleElement()
        .satisfies(text -> assertThat(text).contains(" big.example. TXT: too many octets"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub NS ns.sub\n",
        "@ NS ns2\n",
        "sub NS host\nhost TXT a\n",
        "sub NS host\nhost CNAME ns1\n",
        "sub NS x.old\nold DNAME elsewhere.test.\n",
        "sub NS ns.sub\n*.sub A 192.0.2.1\n",
      })
  void nameServerWithoutAddress_isAWarningAtItsLine(String lines) throws Exception {
    assertThat(warnings(lines))
        .singleElement()
        .satisfies(text -> assertThat(text).matches(":[35] .*example\\. NS: name server .*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub NS ns.sub\nns.sub A 192.0.2.1\n",
        "sub NS ns.elsewhere.test.\n",
        "sub NS ns.other\nother NS ns.elsewhere.test.\n",
        "sub NS a.wild\n*.wild AAAA 2001:db8::1\n",
        "sub NS ns1\nx.sub NS ns.x.sub\n",
      })
  void nameServerWithAddressOrElsewhere_isNone(String lines) throws Exception {
    assertThat(warnings(lines)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www A 192.0.2.1\nwww CNAME other\n",
        "www CNAME other\nwww A 192.0.2.1\n",
        "www CNAME other\nwww CNAME more\n",
        "x A 192.0.2.1\nwww SOA ns1 admin 1 2 3 4 5\n",
      })
  void recordThatBreaksARule_isAnErrorAtItsLine(String lines) throws Exception {
    ZoneBuilder builder = read(lines);
    assertThatThrownBy(builder::build)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("a.zone:6 www.example.");
    assertThat(builder.warnings()).isEmpty();
  }
}
