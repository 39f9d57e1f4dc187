package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.TestRouters;
import dev.gslb.internal.exchange.MemoryJournal;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** RFC 2136: UPDATE; RFC 3007: who may. */
class Rfc2136Test {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Name EXAMPLE = name("example");
  private static final UpdateGrant ALL =
      new UpdateGrant(
          AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8)),
          List.of(),
          types("A", "AAAA", "CNAME", "DNAME", "TXT", "MX", "NS", "SOA", "WKS", "SRV"));

  private final MemoryJournal journal = new MemoryJournal();
  private final List<GslbServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(GslbServer::close);
  }

  private static Set<RecordType> types(String... names) {
    return Set.copyOf(Arrays.stream(names).map(RecordType::of).toList());
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Zone zone() {
    return Asking.builder(
            "example",
            "www.example 60 A 192.0.2.1",
            "www.example 60 A 192.0.2.2",
            "mail.example 60 MX 10 Www.example.",
            "alias.example 60 CNAME www.example.",
            "a.b.example 60 TXT \"b is empty\"")
        .add(
            new GslbName(
                DomainName.of("gslb.example"),
                Policy.of(
                    "gslb",
                    "first",
                    List.of(Endpoint.of("one", new Target.Address(address("192.0.2.9"))))),
                30,
                1))
        .build();
  }

  private static ExchangeConfig granting(UpdateGrant... grants) {
    return new ExchangeConfig(
        List.of(new TsigKey(DomainName.of("ddns"), TsigKey.Algorithm.HMAC_SHA256, SECRET)),
        ZoneExchange.NONE,
        Map.of(
            DomainName.of("example"),
            new ZoneExchange(
                List.of(), List.of(), GslbContent.OMIT, Optional.of(List.of(grants)))));
  }

  private GslbServer start(UpdateGrant... grants) throws IOException {
    return start(GslbServer.builder(), grants);
  }

  private GslbServer start(GslbServerBuilder builder, UpdateGrant... grants) throws IOException {
    builder
        .listen("127.0.0.1", 0)
        .zone(zone())
        .exchange(granting(grants))
        .journal(journal)
        .drainTimeout(Duration.ofMillis(100));
    TestRouters.all().forEach(builder::router);
    GslbServer server = builder.start();
    servers.add(server);
    return server;
  }

  private static SimpleResolver resolver(GslbServer server) {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port()));
    resolver.setTimeout(Duration.ofSeconds(30));
    return resolver;
  }

  private static String send(GslbServer server, Message update) throws IOException {
    return Rcode.string(resolver(server).send(update).getRcode());
  }

  /** Records in master file form; a class of ANY or NONE gives them their meaning in an update. */
  private static Record record(String line) {
    String[] parts = line.split(" ", 5);
    try {
      Name owner = name(parts[0]);
      int klass = DClass.value(parts[2]);
      int type = Type.value(parts[3]);
      long ttl = Long.parseLong(parts[1]);
      return parts.length < 5
          ? Record.newRecord(owner, type, klass, ttl)
          : Record.fromString(owner, type, klass, ttl, parts[4], Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  private static Message update(String... lines) {
    Message message = new Message();
    message.getHeader().setOpcode(Opcode.UPDATE);
    message.addRecord(Record.newRecord(EXAMPLE, Type.SOA, DClass.IN), Section.ZONE);
    for (String line : lines) {
      boolean prerequisite = line.startsWith("? ");
      message.addRecord(
          record(prerequisite ? line.substring(2) : line),
          prerequisite ? Section.PREREQ : Section.UPDATE);
    }
    return message;
  }

  private static List<String> ask(GslbServer server, String owner, String type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name(owner), Type.value(type), DClass.IN));
    List<String> answers = new ArrayList<>();
    for (Record record : resolver(server).send(query).getSection(Section.ANSWER)) {
      answers.add(record.getTTL() + " " + record.rdataToString());
    }
    Collections.sort(answers);
    return answers;
  }

  private static long serial(GslbServer server) throws IOException {
    Message query = Message.newQuery(Record.newRecord(EXAMPLE, Type.SOA, DClass.IN));
    return ((SOARecord) resolver(server).send(query).getSection(Section.ANSWER).get(0)).getSerial();
  }

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

  @Test
  void whatWasDone_isToldAboveTheRateLimitToo() throws Exception {
    GslbServer server = start(GslbServer.builder().rateLimit(RateLimit.of(1)), ALL);
    for (int i = 0; i < 5; i++) {
      assertThat(send(server, update("n" + i + ".example 5 IN A 192.0.2.71"))).isEqualTo("NOERROR");
    }
    for (int i = 0; i < 5; i++) {
      assertThat(signed(server, "? no.example 0 ANY ANY", "n.example 5 IN A 192.0.2.71"))
          .as("a client that is proven")
          .isEqualTo("NXDOMAIN");
    }
  }

  /** Nobody here could sign what comes after it. */
  @Test
  void updateThatWouldSignTheZone_isRefused() throws Exception {
    GslbServer server = start(ALL);
    String key =
        "example 60 IN DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpV"
            + "XckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==";
    assertThat(send(server, update(key))).isEqualTo("REFUSED");
    assertThat(send(server, update(key, "example 60 IN NSEC example. NS SOA NSEC DNSKEY")))
        .isEqualTo("REFUSED");
    assertThat(send(server, update("new.example 5 IN A 192.0.2.71"))).isEqualTo("NOERROR");
  }

  private static String signed(GslbServer server, String... lines) throws IOException {
    SimpleResolver resolver = resolver(server);
    resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, name("ddns"), SECRET));
    return Rcode.string(resolver.send(update(lines)).getRcode());
  }

  @Test
  void anotherServersUpdateComesFirst_thisOneIsMadeAfterIt() throws Exception {
    GslbServer server = start(ALL);
    RRset others = RRset.of(DomainName.of("new.example"), RecordType.A, 5, "192.0.2.70");
    journal.overtakeWith(new ZoneChange(List.of(), List.of(others)));

    assertThat(send(server, update("new.example 5 IN A 192.0.2.71"))).isEqualTo("NOERROR");

    assertThat(ask(server, "new.example", "A")).containsExactly("5 192.0.2.70", "5 192.0.2.71");
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  void anotherServersUpdateComesFirst_prerequisitesAreCheckedAgain() throws Exception {
    GslbServer server = start(ALL);
    RRset others = RRset.of(DomainName.of("new.example"), RecordType.A, 5, "192.0.2.70");
    journal.overtakeWith(new ZoneChange(List.of(), List.of(others)));

    assertThat(send(server, update("? new.example 0 NONE ANY", "new.example 5 IN A 192.0.2.71")))
        .isEqualTo("YXDOMAIN");

    assertThat(ask(server, "new.example", "A")).containsExactly("5 192.0.2.70");
  }

  @Test
  void updatesAreThereAfterRestartAndReload() throws Exception {
    GslbServer server = start(ALL);
    send(server, update("new.example 5 IN A 192.0.2.71", "www.example 0 NONE A 192.0.2.1"));
    long serial = serial(server);

    GslbServer again = start(ALL);

    assertThat(ask(again, "new.example", "A")).containsExactly("5 192.0.2.71");
    assertThat(serial(again)).isEqualTo(serial);

    again.apply(List.of(zone()), granting(ALL));
    assertThat(ask(again, "new.example", "A")).containsExactly("5 192.0.2.71");
    assertThat(ask(again, "www.example", "A")).containsExactly("60 192.0.2.2");

    again.apply(List.of(zone()), ExchangeConfig.NONE);
    assertThat(ask(again, "new.example", "A")).as("no longer dynamic").isEmpty();
  }

  @Test
  void fileThatDoesNotFitAnUpdateAnyMore_isServedAndTheRestOfTheUpdates() throws Exception {
    GslbServer server = start(ALL);
    send(server, update("new.example 5 IN A 192.0.2.71", "y.example 5 IN A 192.0.2.72"));

    Zone changed = Asking.zone("example", "new.example 60 CNAME www.example.");
    server.apply(List.of(changed), granting(ALL));

    assertThat(ask(server, "new.example", "CNAME")).containsExactly("60 www.example.");
    assertThat(ask(server, "y.example", "A")).containsExactly("5 192.0.2.72");

    send(server, update("new.example 0 ANY CNAME", "new.example 5 IN TXT x"));
    server.apply(List.of(zone()), granting(ALL));

    assertThat(ask(server, "new.example", "A")).as("forgotten by the update").isEmpty();
    assertThat(ask(server, "new.example", "TXT")).containsExactly("5 x");
  }

  @Test
  void rrsetThatFitsNoMessage_isRefused() throws Exception {
    GslbServer server = start(ALL);
    SimpleResolver resolver = resolver(server);
    resolver.setTCP(true);
    List<String> rcodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<String> lines = new ArrayList<>();
      for (int j = 0; j < 12; j++) {
        String string = " " + String.valueOf((char) ('a' + j)).repeat(250);
        lines.add("large.example 60 IN TXT " + i + string.repeat(8));
      }
      rcodes.add(Rcode.string(resolver.send(update(lines.toArray(String[]::new))).getRcode()));
    }

    assertThat(rcodes).containsExactly("NOERROR", "NOERROR", "REFUSED");
  }
}
