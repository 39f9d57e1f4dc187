package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.zone.DomainName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** RFC 2136: UPDATE; RFC 3007: who may. */
class Rfc2136Test extends UpdateFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # 2.4.1, 3.2.1: RRset exists, value independent
          www.example 0 ANY A               | NOERROR
          www.example 0 ANY AAAA            | NXRRSET
          gslb.example 0 ANY A              | NOERROR
          # 2.4.2, 3.2.3: RRset exists, value dependent: the whole set, names in any case
          mail.example 0 IN MX 10 wWw.example. | NOERROR
          mail.example 0 IN MX 20 www.example. | NXRRSET
          www.example 0 IN A 192.0.2.1      | NXRRSET
          # 2.4.3: RRset does not exist
          www.example 0 NONE AAAA           | NOERROR
          www.example 0 NONE A              | YXRRSET
          # 2.4.4, 2.4.5: name is in use, or not; an empty non-terminal is not
          www.example 0 ANY ANY             | NOERROR
          b.example 0 ANY ANY               | NXDOMAIN
          none.example 0 NONE ANY           | NOERROR
          www.example 0 NONE ANY            | YXDOMAIN
          # 3.2.5: form
          www.example 1 ANY A               | FORMERR
          www.example 0 CH A 192.0.2.1      | FORMERR
          www.other 0 ANY A                 | NOTZONE
          www.example 0 ANY AXFR            | FORMERR
          """)
  void section3_2_prerequisites(String prerequisite, String rcode) throws Exception {
    GslbServer server = start(ALL);

    assertThat(send(server, update("? " + prerequisite, "new.example 5 IN A 192.0.2.7")))
        .isEqualTo(rcode);

    assertThat(ask(server, "new.example", "A").isEmpty()).isEqualTo(!rcode.equals("NOERROR"));
  }

  @Test
  void section3_2_3_wholeSetOfTwoRecords() throws Exception {
    GslbServer server = start(ALL);

    assertThat(
            send(
                server,
                update(
                    "? www.example 0 IN A 192.0.2.2",
                    "? www.example 0 IN A 192.0.2.1",
                    "www.example 0 ANY A")))
        .isEqualTo("NOERROR");
    assertThat(ask(server, "www.example", "A")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          www.other 60 IN A 192.0.2.1         | NOTZONE
          www.example 60 IN ANY               | FORMERR
          www.example 60 IN AXFR              | FORMERR
          www.example 60 IN A                 | FORMERR
          www.example 60 ANY A                | FORMERR
          www.example 0 ANY A 192.0.2.1       | FORMERR
          www.example 0 ANY MAILB             | FORMERR
          www.example 60 NONE A 192.0.2.1     | FORMERR
          www.example 0 NONE ANY              | FORMERR
          www.example 60 CH A 192.0.2.1       | FORMERR
          """)
  void section3_4_1_prescan_changesNothing(String wrong, String rcode) throws Exception {
    GslbServer server = start(ALL);
    long before = serial(server);

    assertThat(send(server, update("new.example 5 IN A 192.0.2.7", wrong))).isEqualTo(rcode);

    assertThat(ask(server, "new.example", "A")).isEmpty();
    assertThat(serial(server)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # 3.4.2.2: add to a set, whose TTL becomes the new one; the same again changes nothing
          www.example 9 IN A 192.0.2.3         | www.example A | 9 192.0.2.1, 9 192.0.2.2, 9 192.0.2.3
          www.example 60 IN A 192.0.2.1        | www.example A | 60 192.0.2.1, 60 192.0.2.2
          mail.example 60 IN MX 10 WWW.EXAMPLE. | mail.example MX | 60 10 WWW.example.
          # an alias beside other data is ignored, both ways; an alias in place of one replaces it
          www.example 60 IN CNAME x.example.   | www.example A | 60 192.0.2.1, 60 192.0.2.2
          alias.example 60 IN TXT x            | alias.example TXT | 60 www.example.
          alias.example 5 IN CNAME x.example.  | alias.example CNAME | 5 x.example.
          # 3.4.2.3: delete a set, or all of a name; not SOA and NS of the apex
          www.example 0 ANY A                  | www.example A | -
          www.example 0 ANY ANY                | www.example A | -
          example 0 ANY NS                     | example NS | 3600 ns.example.
          example 0 ANY ANY                    | example NS | 3600 ns.example.
          # 3.4.2.4: delete a record; the last NS of the apex stays
          www.example 0 NONE A 192.0.2.1       | www.example A | 60 192.0.2.2
          mail.example 0 NONE MX 10 www.EXAMPLE. | mail.example MX | -
          www.example 0 NONE A 192.0.2.77      | www.example A | 60 192.0.2.1, 60 192.0.2.2
          example 0 NONE NS ns.example.        | example NS | 3600 ns.example.
          """)
  void section3_4_2_update(String update, String question, String answer) throws Exception {
    GslbServer server = start(ALL);
    String[] asked = question.split(" ", 2);
    String nameServer = ask(server, "example", "NS").get(0);

    assertThat(send(server, update(update))).isEqualTo("NOERROR");

    List<String> expected = answer == null ? List.of() : List.of(answer.split(", ", -1));
    assertThat(ask(server, asked[0], asked[1]))
        .isEqualTo(asked[1].equals("NS") ? List.of(nameServer) : expected);
  }

  @Test
  void section3_4_2_recordsInTheirOrder() throws Exception {
    GslbServer server = start(ALL);

    assertThat(
            send(
                server,
                update(
                    "www.example 0 ANY ANY",
                    "www.example 5 IN CNAME x.example.",
                    "alias.example 0 ANY CNAME",
                    "alias.example 5 IN A 192.0.2.50",
                    "alias.example 5 IN CNAME x.example.")))
        .isEqualTo("NOERROR");

    assertThat(ask(server, "www.example", "CNAME")).containsExactly("5 x.example.");
    assertThat(ask(server, "alias.example", "A")).containsExactly("5 192.0.2.50");
  }

  @Test
  void section3_6_serialIsRaisedOnceForEachChange() throws Exception {
    GslbServer server = start(ALL);
    long before = serial(server);

    send(server, update("www.example 60 IN A 192.0.2.1", "none.example 0 ANY ANY"));
    assertThat(serial(server)).as("nothing was changed").isEqualTo(before);

    send(server, update("x.example 60 IN A 192.0.2.1", "y.example 60 IN A 192.0.2.1"));
    assertThat(serial(server)).isEqualTo(before + 1);

    String soa = "example 60 IN SOA ns.example. host.example. %d 1 1 1 1";
    send(server, update(String.format(soa, before + 100)));
    assertThat(serial(server)).isEqualTo(before + 100);

    send(server, update(String.format(soa, before + 50)));
    assertThat(serial(server)).as("an older SOA is ignored").isEqualTo(before + 100);

    long half = 1L << 31;
    send(
        server,
        update(String.format(soa, before + half), String.format(soa, before + half + 1_000)));
    assertThat(serial(server)).as("two steps upward are one back").isEqualTo(before + half);
  }

  @Test
  void section3_1_zoneIsNotHere() throws Exception {
    GslbServer server = start(ALL);
    Update other = new Update(name("other"));
    other.add(name("www.other"), Type.A, 60, "192.0.2.1");

    assertThat(send(server, other)).isEqualTo("NOTAUTH");

    Message deeper = update("x.www.example 60 IN A 192.0.2.1");
    deeper.removeAllRecords(Section.ZONE);
    deeper.addRecord(Record.newRecord(name("www.example"), Type.SOA, DClass.IN), Section.ZONE);
    assertThat(send(server, deeper)).as("a name that is no apex").isEqualTo("NOTAUTH");

    Message ofAddress = update("x.example 60 IN A 192.0.2.1");
    ofAddress.removeAllRecords(Section.ZONE);
    ofAddress.addRecord(Record.newRecord(EXAMPLE, Type.A, DClass.IN), Section.ZONE);
    assertThat(send(server, ofAddress)).as("a zone section of type A").isEqualTo("FORMERR");

    Message two = update("x.example 60 IN A 192.0.2.1");
    two.addRecord(Record.newRecord(EXAMPLE, Type.SOA, DClass.IN), Section.ZONE);
    assertThat(send(server, two)).isEqualTo("FORMERR");
    assertThat(server.exchangeStatistics().updates()).isZero();
    assertThat(server.exchangeStatistics().refusedUpdates()).isEqualTo(3);
  }

  @Test
  void namesOfPolicies_stayAsTheyAre() throws Exception {
    GslbServer server = start(ALL);

    assertThat(send(server, update("gslb.example 60 IN A 192.0.2.1"))).isEqualTo("REFUSED");
    assertThat(send(server, update("gslb.example 0 ANY AAAA"))).isEqualTo("REFUSED");
    assertThat(send(server, update("gslb.example 60 IN NS x.example."))).isEqualTo("REFUSED");
    assertThat(send(server, update("gslb.example 60 IN TXT x"))).isEqualTo("NOERROR");
    assertThat(send(server, update("gslb.example 0 ANY ANY"))).isEqualTo("NOERROR");

    assertThat(ask(server, "gslb.example", "A")).containsExactly("30 192.0.2.9");
    assertThat(ask(server, "gslb.example", "TXT")).isEmpty();
  }

  @Test
  void rfc3007_grantsAreForKeysNamesAndTypes() throws Exception {
    UpdateGrant grant =
        new UpdateGrant(
            AccessRule.signedBy(DomainName.of("ddns")),
            List.of(DomainName.of("*.dyn.example"), DomainName.of("www.example")),
            Set.of());
    GslbServer server = start(grant);

    assertThat(send(server, update("x.dyn.example 60 IN A 192.0.2.1"))).isEqualTo("REFUSED");
    assertThat(signed(server, "x.dyn.example 60 IN A 192.0.2.1")).isEqualTo("NOERROR");
    assertThat(signed(server, "www.example 60 IN TXT x")).isEqualTo("NOERROR");
    assertThat(signed(server, "dyn.example 60 IN A 192.0.2.1")).isEqualTo("REFUSED");
    assertThat(signed(server, "mail.example 60 IN A 192.0.2.1")).isEqualTo("REFUSED");
    assertThat(signed(server, "z.dyn.example 60 IN NS x.example.")).isEqualTo("REFUSED");
    assertThat(signed(server, "z.dyn.example 60 IN A 192.0.2.1", "example 0 ANY MX"))
        .as("all or nothing")
        .isEqualTo("REFUSED");
    assertThat(ask(server, "z.dyn.example", "A")).isEmpty();
  }
}
