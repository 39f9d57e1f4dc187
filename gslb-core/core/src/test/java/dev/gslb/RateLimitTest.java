package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.spi.Network;
import dev.gslb.spi.RateLimit;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Answers of one kind to one network are limited; others, and who proves itself, are not. */
class RateLimitTest {
  /** More than a machine can hold up for the few seconds that a loop takes. */
  private static final int FLOOD = 20_000;

  private static final int LIMIT = 5;

  private static Asking limited(RateLimit limit) {
    return Asking.of(
        EngineOptions.DEFAULTS.limitedTo(limit, 1),
        Asking.zone("example", "www.example 60 A 192.0.2.1", "a.example 60 A 192.0.2.2"));
  }

  private static byte[] query(String name) {
    return Asking.query(name, "A").toWire();
  }

  /** Counts what is sent in answer to a flood: answers, small ones, nothing. */
  private static int[] flood(Asking server, String name) {
    int[] counts = new int[3];
    byte[] query = query(name);
    for (int i = 0; i < FLOOD; i++) {
      byte[] answer = server.ask(query);
      counts[answer.length == 0 ? 2 : (answer[2] & 0x02) != 0 ? 1 : 0]++;
    }
    return counts;
  }

  @Test
  void flood_isAnsweredAtTheRateAndHalfOfTheRestSmall() {
    try (Asking server = limited(RateLimit.of(LIMIT))) {
      int[] counts = flood(server.from("198.51.100.1"), "www.example");
      assertThat(counts[0]).as("whole answers").isLessThan(FLOOD / 100);
      assertThat(counts[1]).as("small answers").isBetween(FLOOD * 45 / 100, FLOOD / 2);
      assertThat(server.statistics().limited()).isEqualTo(counts[1] + counts[2]);
    }
  }

  @Test
  void slip0_isSilence() {
    try (Asking server = limited(new RateLimit(LIMIT, 0, 24, 56, List.of()))) {
      assertThat(flood(server.from("198.51.100.1"), "www.example")[1]).isZero();
    }
  }

  @Test
  void otherNetwork_otherName_areNotLimited() {
    try (Asking server = limited(RateLimit.of(LIMIT))) {
      flood(server.from("198.51.100.1"), "www.example");
      assertThat(server.from("198.51.101.1").answer("www.example", "A")).hasSize(1);
      assertThat(server.from("2001:db8::1").answer("www.example", "A")).hasSize(1);
      assertThat(server.from("198.51.100.1").answer("a.example", "A")).hasSize(1);
    }
  }

  @Test
  void denialsOfOneZone_countTogetherWhateverTheName() {
    try (Asking server = limited(RateLimit.of(LIMIT))) {
      server.from("198.51.100.1");
      long answered =
          IntStream.range(0, FLOOD)
              .mapToObj(i -> server.ask(query("x" + i + ".example")))
              .filter(answer -> answer.length > 0 && (answer[3] & 0xF) == Rcode.NXDOMAIN)
              .count();
      assertThat(answered).isLessThan(FLOOD / 100);
    }
  }

  /** Counts whole answers to queries for a numbered name each. */
  private static long whole(Asking server, String suffix, int queries) {
    return IntStream.range(0, queries)
        .mapToObj(i -> server.ask(query("x" + i + suffix)))
        .filter(answer -> answer.length > 0 && (answer[2] & 0x02) == 0)
        .count();
  }

  private static Asking limitedTo5(String... lines) {
    return Asking.of(
            EngineOptions.DEFAULTS.limitedTo(RateLimit.of(LIMIT), 1), Asking.zone("example", lines))
        .from("198.51.100.1");
  }

  @Test
  void aliasesMadeByAWildcard_countTogetherWhateverTheName() {
    try (Asking server =
        limitedTo5("www.example 60 A 192.0.2.1", "*.w.example 60 CNAME www.example.")) {
      assertThat(whole(server, ".w.example", FLOOD)).isLessThan(FLOOD / 100);
    }
  }

  @Test
  void aliasesThatLeaveTheZone_countApart() {
    String[] lines =
        IntStream.range(0, 100)
            .mapToObj(i -> "x" + i + ".example 60 CNAME host" + i + ".outside.")
            .toArray(String[]::new);
    try (Asking server = limitedTo5(lines)) {
      assertThat(whole(server, ".example", 100)).isEqualTo(100);
    }
  }

  @Test
  void requestsForTheDesk_areLimitedToo() throws Exception {
    byte[] transfer = Asking.query("example", "AXFR").toWire();
    try (GslbServer server =
            GslbServer.builder()
                .zone(Asking.zone("example"))
                .rateLimit(RateLimit.of(LIMIT))
                .start();
        DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 200; i++) {
        socket.send(new DatagramPacket(transfer, transfer.length, server.addresses().get(0)));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.statistics().limited() > 50);
    }
  }

  @Test
  void exemptNetwork_losesNothing() throws Exception {
    Network exempt = new Network(InetAddress.getByName("198.51.100.0"), 24);
    try (Asking server = limited(new RateLimit(LIMIT, 2, 24, 56, List.of(exempt)))) {
      assertThat(flood(server.from("198.51.100.77"), "www.example")[0]).isEqualTo(FLOOD);
    }
  }

  @Test
  void stream_isNotLimited() {
    try (Asking server = limited(RateLimit.of(LIMIT))) {
      server.from("198.51.100.1").overStream();
      assertThat(flood(server, "www.example")[0]).isEqualTo(FLOOD);
    }
  }

  @Test
  void cookie_isGivenUnderLoadAndThenHonoured() {
    try (Asking server = limited(new RateLimit(LIMIT, 1, 24, 56, List.of()))) {
      server.from("198.51.100.1");
      EDNSOption first = new GenericEDNSOption(10, HexFormat.of().parseHex("0102030405060708"));
      Message refused =
          Stream.generate(() -> server.ask("www.example", "A", first))
              .limit(FLOOD)
              .filter(answer -> answer.getRcode() == Rcode.BADCOOKIE)
              .findFirst()
              .orElseThrow();
      byte[] given = refused.getOPT().getOptions(10).get(0).toWire();
      byte[] cookie = Arrays.copyOfRange(given, 4, given.length);
      Message answer = server.ask("www.example", "A", new GenericEDNSOption(10, cookie));
      assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(answer.getHeader().getFlag(Flags.TC)).isFalse();
    }
  }
}
