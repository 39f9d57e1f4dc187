package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** RFC 6672: DNAME. */
class Rfc6672Test {
  private static final String LONG = "l".repeat(60);

  private final Asking server =
      Asking.of(
          Asking.zone(
              "example.com",
              "old.example.com 300 DNAME new.example.com.",
              "old.example.com 300 TXT \"beside\"",
              "www.new.example.com 60 A 192.0.2.1",
              "out.example.com 300 DNAME example.org.",
              "long.example.com 300 DNAME " + LONG + "." + LONG + "." + LONG + ".example.com.",
              "self.example.com 300 DNAME a.self.example.com."),
          Asking.zone("moved.test", "moved.test 300 DNAME new.example.com."));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void section2_4_belowTheOwner_isRedirectedWithASynthesisedCname() {
    assertThat(server.answer("www.old.example.com", "A"))
        .containsExactly(
            "old.example.com. 300 DNAME new.example.com.",
            "www.old.example.com. 300 CNAME www.new.example.com.",
            "www.new.example.com. 60 A 192.0.2.1");
  }

  @Test
  void section2_3_theOwnerItself_isNotRedirected() {
    assertThat(server.answer("old.example.com", "TXT"))
        .containsExactly("old.example.com. 300 TXT beside");
    assertThat(server.answer("old.example.com", "DNAME"))
        .containsExactly("old.example.com. 300 DNAME new.example.com.");
  }

  @Test
  void section3_2_cnameAskedFor_endsAtTheSynthesisedRecord() {
    assertThat(server.answer("www.old.example.com", "CNAME"))
        .containsExactly(
            "old.example.com. 300 DNAME new.example.com.",
            "www.old.example.com. 300 CNAME www.new.example.com.");
  }

  @Test
  void section2_2_resultTooLong_isYxdomain() {
    String name = "x".repeat(60) + "." + "y".repeat(30) + ".long.example.com";
    Message response = server.ask(name, "A");
    assertThat(response.getRcode()).isEqualTo(Rcode.YXDOMAIN);
    assertThat(Asking.texts(response, Section.ANSWER)).hasSize(1);
  }

  @Test
  void targetOutside_isLeftToTheResolver() {
    Message response = server.ask("a.b.out.example.com", "A");
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactly(
            "out.example.com. 300 DNAME example.org.",
            "a.b.out.example.com. 300 CNAME a.b.example.org.");
  }

  @Test
  void apexOwner_redirectsTheWholeZone() {
    assertThat(server.answer("www.moved.test", "A"))
        .containsExactly(
            "moved.test. 300 DNAME new.example.com.",
            "www.moved.test. 300 CNAME www.new.example.com.",
            "www.new.example.com. 60 A 192.0.2.1");
    assertThat(server.answer("moved.test", "SOA")).hasSize(1);
  }

  @Test
  void loop_endsAndHoldsTheDnameOnce() {
    Message response = server.ask("x.self.example.com", "A");
    assertThat(Asking.texts(response, Section.ANSWER))
        .satisfies(
            records ->
                assertThat(
                        Collections.frequency(
                            records, "self.example.com. 300 DNAME a.self.example.com."))
                    .isEqualTo(1))
        .hasSizeBetween(2, 18);
  }
}
