package dev.gslb.conformance;

import static dev.gslb.SignedZone.CONTENT;
import static dev.gslb.SignedZone.SIGNATURE;
import static dev.gslb.SignedZone.content;
import static dev.gslb.SignedZone.hash;
import static dev.gslb.SignedZone.nsec;
import static dev.gslb.SignedZone.nsec3;
import static dev.gslb.SignedZone.withNsec;
import static dev.gslb.SignedZone.withNsec3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.zone.ZoneBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * RFC 4035 section 3.1 and RFC 5155 section 7.2: a zone that somebody signed is served with its
 * signatures and proofs. The signatures here are not real: a server does not look into them.
 */
class Rfc4035Test {
  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private static Message ask(Asking server, String name, String type) {
    Message query = Asking.query(name, type);
    query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    return server.overStream().ask(query);
  }

  /** Owners of the proofs in the authority section; each record there is signed. */
  private static Set<String> proofs(Message response, int type) {
    TreeSet<String> owners = new TreeSet<>();
    List<String> signed = new ArrayList<>();
    for (Record record : response.getSection(Section.AUTHORITY)) {
      if (record.getType() == type) {
        owners.add(record.getName().toString());
      } else if (record instanceof RRSIGRecord signature && signature.getTypeCovered() == type) {
        signed.add(record.getName().toString());
      }
    }
    assertThat(signed).containsExactlyInAnyOrderElementsOf(owners);
    return owners;
  }

  @ParameterizedTest
  @CsvSource({
    // section 3.1.3.1: no data, at a name and at an empty non-terminal
    "www.example, TXT, www.example.",
    "ent.example, A, example.",
    // section 3.1.3.2: no name, no wildcard
    "nope.example, A, insecure.example. example.",
    "x.www.example, A, www.example.",
    // section 3.1.3.3: a wildcard answered
    "x.wild.example, A, *.wild.example.",
    // section 3.1.3.4: a wildcard without data
    "x.wild.example, TXT, *.wild.example.",
    // section 3.1.4: a delegation without DS
    "x.insecure.example, A, insecure.example."
  })
  void nsec_provesWhatIsAbsent(String name, String type, String owners) {
    try (Asking server = Asking.of(withNsec())) {
      assertThat(proofs(ask(server, name, type), Type.NSEC))
          .containsExactlyInAnyOrderElementsOf(words(owners));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "www.example, TXT, www.example.",
    "ent.example, A, ent.example.",
    "x.insecure.example, A, insecure.example.",
  })
  void rfc5155_section7_2_3_nameThatExists_isMatched(String name, String type, String matched) {
    try (Asking server = Asking.of(withNsec3())) {
      assertThat(proofs(ask(server, name, type), Type.NSEC3))
          .containsExactly(hash(matched) + ".example.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // section 7.2.2: closest encloser, next closer name, wildcard
    "a.b.nope.example, A, example., nope.example. *.example.",
    "x.www.example, A, www.example., x.www.example. *.www.example.",
    // section 7.2.5: no data at a wildcard
    "x.wild.example, TXT, wild.example. *.wild.example., x.wild.example.",
    // section 7.2.6: a wildcard answered
    "x.wild.example, A, '', x.wild.example."
  })
  void rfc5155_section7_2_proofs_matchAndCover(
      String name, String type, String matched, String covered) {
    try (Asking server = Asking.of(withNsec3())) {
      TreeSet<String> expected = new TreeSet<>();
      for (String owner : words(matched)) {
        expected.add(hash(owner) + ".example.");
      }
      for (String owner : words(covered)) {
        expected.add(before(owner) + ".example.");
      }
      assertThat(proofs(ask(server, name, type), Type.NSEC3)).isEqualTo(expected);
    }
  }

  @Test
  void section3_1_1_additionalRecords_areSigned() {
    ZoneBuilder zone = content();
    zone.add("mail.example", "MX", 60, "10 www.example.");
    zone.add("peer.example", "NS", 60, "www.example.");
    zone.add("example", "NSEC", 60, "example. SOA");
    try (Asking server = Asking.of(zone.build())) {
      for (String name : List.of("mail.example", "peer.example")) {
        assertThat(Asking.texts(ask(server, name, "MX"), Section.ADDITIONAL))
            .hasSize(2)
            .anyMatch(text -> text.startsWith("www.example. 60 RRSIG A "));
        Message plain = server.ask(name, "MX");
        assertThat(Asking.texts(plain, Section.ADDITIONAL)).hasSize(1);
      }
    }
  }

  @Test
  void section3_1_3_3_wildcardAliasToADelegation_isProvenBeforeTheGlue() {
    ZoneBuilder zone = content();
    zone.add("glued.example", "NS", 60, "ns.glued.example.");
    zone.add("ns.glued.example", "A", 60, "192.0.2.4");
    zone.add("*.alias.example", "CNAME", 60, "x.glued.example.");
    zone.add("*.alias.example", "RRSIG", 60, "CNAME" + SIGNATURE);
    zone.add("example", "NSEC", 60, "example. SOA");
    try (Asking server = Asking.of(zone.build())) {
      Message response = ask(server, "y.alias.example", "A");
      assertThat(Asking.texts(response, Section.AUTHORITY))
          .anyMatch(text -> text.contains(" NS "))
          .anyMatch(text -> text.contains(" NSEC "))
          .noneMatch(text -> text.contains(" A "));
      assertThat(Asking.texts(response, Section.ADDITIONAL))
          .containsExactly("ns.glued.example. 60 A 192.0.2.4");
    }
  }

  @Test
  void rfc4034_section3_signaturesAskedFor_haveTheTtlOfWhatTheySign() {
    String rest = " 20300101000000 20200101000000 1 example. AAAA";
    ZoneBuilder zone = content();
    zone.add("two.example", "A", 60, "192.0.2.5");
    zone.add("two.example", "TXT", 120, "two");
    zone.add("two.example", "RRSIG", 60, "A 13 2 60" + rest, "TXT 13 2 120" + rest);
    try (Asking server = Asking.of(zone.build())) {
      assertThat(server.answer("two.example", "RRSIG"))
          .hasSize(2)
          .anyMatch(text -> text.startsWith("two.example. 60 RRSIG A "))
          .anyMatch(text -> text.startsWith("two.example. 120 RRSIG TXT "));
    }
  }

  @Test
  void section3_1_1_answer_isSigned() {
    try (Asking server = Asking.of(withNsec())) {
      Message response = ask(server, "www.example", "A");
      assertThat(response.getSection(Section.ANSWER)).hasSize(2);
      assertThat(((RRSIGRecord) response.getSection(Section.ANSWER).get(1)).getTypeCovered())
          .isEqualTo(Type.A);
    }
  }

  @Test
  void section3_1_4_secureDelegation_carriesItsDs() {
    try (Asking server = Asking.of(withNsec())) {
      assertThat(Asking.texts(ask(server, "x.secure.example", "A"), Section.AUTHORITY))
          .hasSize(3)
          .anyMatch(text -> text.contains(" DS "))
          .anyMatch(text -> text.contains("RRSIG DS"));
    }
  }

  @Test
  void section3_1_withoutDo_nothingIsAdded() {
    try (Asking server = Asking.of(withNsec())) {
      assertThat(server.answer("www.example", "A")).hasSize(1);
      assertThat(server.ask("nope.example", "A").getSection(Section.AUTHORITY)).hasSize(1);
    }
  }

  @Test
  void rfc5155_section7_2_8_hashedOwner_isNoName() {
    try (Asking server = Asking.of(withNsec3())) {
      assertThat(server.rcode(hash("www.example.") + ".example", "A")).isEqualTo("NXDOMAIN");
    }
  }

  @Test
  void rfc5155_section7_2_8_nameBelowAHashedOwner_getsTheWildcard() {
    String hashed = hash("www.example.") + ".example.";
    ZoneBuilder zone = nsec3();
    zone.add("*.example", "TXT", 60, "any");
    zone.add("*.example", "RRSIG", 60, "TXT" + SIGNATURE);
    try (Asking server = Asking.of(zone.build())) {
      for (String name : List.of(hashed, "x." + hashed, "y.x." + hashed)) {
        Message response = ask(server, name, "TXT");
        assertThat(Asking.texts(response, Section.ANSWER))
            .hasSize(2)
            .anyMatch(text -> text.contains(" 60 TXT any"))
            .anyMatch(text -> text.contains(" RRSIG TXT "));
        assertThat(proofs(response, Type.NSEC3))
            .as("section 7.2.6: the next closer name does not exist")
            .containsExactly(before(hashed) + ".example.");
      }
    }
  }

  private static String before(String owner) {
    TreeSet<String> chain = new TreeSet<>();
    CONTENT.keySet().forEach(name -> chain.add(hash(name)));
    String before = chain.lower(hash(owner));
    return before == null ? chain.last() : before;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 1 2 AABB", "6 0 2 AABB", "1 0 9 AABB"})
  void rfc5155_section4_1_2_parametersOfNoChain_areIgnored(String parameters) {
    ZoneBuilder zone = nsec();
    zone.add("example", "NSEC3PARAM", 60, parameters);
    try (Asking server = Asking.of(zone.build())) {
      assertThat(proofs(ask(server, "nope.example", "A"), Type.NSEC))
          .containsExactly("example.", "insecure.example.");
    }
  }

  @Test
  void section3_1_zoneWithoutAChain_isSignedStill() {
    try (Asking server = Asking.of(content().build())) {
      assertThat(Asking.texts(ask(server, "www.example", "A"), Section.ANSWER))
          .hasSize(2)
          .anyMatch(text -> text.contains(" RRSIG A "));
      assertThat(Asking.texts(ask(server, "x.wild.example", "A"), Section.ANSWER))
          .hasSize(2)
          .anyMatch(text -> text.contains(" RRSIG A "));
      assertThat(Asking.texts(ask(server, "nope.example", "A"), Section.AUTHORITY))
          .hasSize(2)
          .anyMatch(text -> text.contains(" RRSIG SOA "));
      assertThat(Asking.texts(ask(server, "x.secure.example", "A"), Section.AUTHORITY))
          .hasSize(3)
          .anyMatch(text -> text.contains(" RRSIG DS "));
      assertThat(Asking.texts(ask(server, "x.insecure.example", "A"), Section.AUTHORITY))
          .hasSize(1);
    }
  }
}
