package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.Zone;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.ZoneTransferIn;

/**
 * Other servers read the same master files as ours does: what each gives in a transfer is the same,
 * octet by octet.
 */
class EveryTypeInterop {
  private static final Path EVERY_TYPE =
      Path.of("../../gslb-core/core/src/test/resources/dev/gslb/zone/every-type.zone");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Types, and owners, whose form a maker's reader does not know: it is given the octets. */
  private static final Map<String, List<String>> UNKNOWN =
      Map.of(
          "nsd",
          words(
              "NSAP-PTR GPOS EID NIMLOC ATMA A6 SINK HIP NINFO RKEY TALINK DSYNC HHIT BRID UINFO"
                  + " UID GID UNSPEC DOA AMTRELAY RESINFO WALLET CLA IPN TA nsec-late"),
          "knot",
          words(
              "MD MF MB MG MR NULL WKS X25 ISDN NSAP NSAP-PTR SIG PX GPOS NXT EID NIMLOC ATMA A6"
                  + " SINK HIP NINFO RKEY TALINK DSYNC HHIT BRID UINFO UID GID UNSPEC AVC DOA"
                  + " AMTRELAY RESINFO WALLET CLA IPN TA DLV nsec-late _dns.svcb"),
          "bind",
          words("CLA IPN"));

  /** Types that a maker refuses in any form. */
  private static final Map<String, List<String>> REFUSED = Map.of("bind", words("MD MF"));

  @TempDir private Path folder;

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  /** The file of every type, without what a maker does not take. */
  private static String everyType(String maker) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(EVERY_TYPE)) {
      String[] record = line.split(" ", 3);
      if (REFUSED.getOrDefault(maker, List.of()).contains(record[1])) {
        continue;
      }
      List<String> unknown = UNKNOWN.getOrDefault(maker, List.of());
      if (unknown.contains(record[1]) || unknown.contains(record[0])) {
        String[] known = line.substring(line.lastIndexOf(" ; ") + 3).split(" ", 2);
        int length = known[1].length() / 2;
        line = record[0] + " TYPE" + known[0] + " \\# " + length + " " + known[1];
      }
      lines.add(line.replace("every.test", "exchange.test"));
    }
    return String.join("\n", lines) + "\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"nsd", "knot", "bind"})
  void everyType_isTheSameFromOthers(String maker) throws Exception {
    assertSame(maker, everyType(maker));
  }

  /** Every way to write an entry that the RFCs and all makers know. */
  @ParameterizedTest
  @ValueSource(strings = {"nsd", "knot", "bind"})
  void everySyntax_isTheSameFromOthers(String maker) throws Exception {
    Files.writeString(folder.resolve("more.zone"), "@ TXT included\nbelow 5 TXT there");
    String text =
        """
        $TTL 1h30m ; for those without
        @ IN SOA ns hostmaster\\.of (
            1  ; serial (
            2h 3m 4w ; "
            5 )
        \t1d  NS ns
           1d IN NS ns.elsewhere.example.
        ns 60 IN A 192.0.2.1
        ns IN 60 A 192.0.2.2 ; the same owner, said again
           AAAA 2001:DB8::1
        NS2 a ( 192.0.2.3 )
        txt TXT "one ; two" plain "(" \\065\\066 a\\;b "\\"" ""
        txt TXT ( "a" ; first
            "b" ) ; second
        txt TXT "LONG" "LONG"
        \\097\\.b\\032c TXT d
        *.wild MX 10 @
        $ORIGIN sub.exchange.test.
        @ A 192.0.2.5
        www 1w2d3h4m5s A 192.0.2.6
        $TTL 7
        seven in a 192.0.2.7\r
        \r
        \t\t
        ; $INCLUDE nothing
        $INCLUDE more.zone more.exchange.test.
        after CNAME www
        $ORIGIN exchange.test.
        last TYPE65280 \\# 3 ( ab
          cdef )
        last2 TYPE1 \\# 4 c0000208
        last3 IN TXT "the end"
        """
            .replace("LONG", "x".repeat(255));
    // Knot takes no carriage return.
    assertSame(maker, maker.equals("knot") ? text.replace("\r", "") : text);
  }

  private void assertSame(String maker, String text) throws Exception {
    Path file = Files.writeString(folder.resolve("the.zone"), text);
    int peerPort = LoopbackPorts.take();
    int port = LoopbackPorts.take();
    Zone zone = Zone.builder(PeerExchange.ORIGIN).addFile(file).build();
    ZoneExchange exchange =
        new ZoneExchange(
            List.of(AccessRule.signedBy(PeerExchange.KEY.name())), List.of(), GslbContent.OMIT);
    try (PeerExchange peer = PeerExchange.start(maker, folder, file, peerPort, port, true);
        GslbServer ours =
            GslbServer.builder()
                .listen("127.0.0.1", port)
                .zone(zone)
                .exchange(new ExchangeConfig(List.of(PeerExchange.KEY), exchange, Map.of()))
                .start()) {
      assertThat(peer).isNotNull();
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(transferred(peerPort)).isNotEmpty());
      assertThat(transferred(ours.port())).isEqualTo(transferred(peerPort));
    }
  }

  private static Set<String> transferred(int port) throws Exception {
    TSIG key =
        new TSIG(
            TSIG.HMAC_SHA256, new Name(PeerExchange.KEY.name().wire()), PeerExchange.KEY.secret());
    ZoneTransferIn transfer =
        ZoneTransferIn.newAXFR(
            Name.fromString(PeerExchange.ORIGIN), new InetSocketAddress("127.0.0.1", port), key);
    transfer.run();
    Set<String> records = new TreeSet<>();
    for (Record record : transfer.getAXFR()) {
      byte[] wire = record.toWire(Section.ANSWER);
      // The case of an owner is nobody's: some keep it, ours and NSD do not.
      String owner = record.getName().toString().toLowerCase(Locale.ROOT);
      String octets = HexFormat.of().formatHex(wire, record.getName().length(), wire.length);
      records.add(owner + " " + octets + " " + record.rdataToString());
    }
    return records;
  }
}
