package dev.gslb.cluster.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.cluster.NodeId;
import dev.gslb.zone.RefusedException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GossipConfigTest {
  private static final NodeId SELF = new NodeId("a");
  private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 7900);
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.1", 7900);
  private static final Duration FAILURE = Duration.ofSeconds(2);
  private static final Optional<byte[]> KEY = Nodes.key(1);

  @Test
  void of_loopbackWithoutKey_isTaken() {
    GossipConfig config = GossipConfig.of(SELF, "c", LOOPBACK, List.of(LOOPBACK), Optional.empty());

    assertThat(config.failureAfter()).isEqualTo(FAILURE);
    assertThat(config.advertise()).isEmpty();
  }

  @Test
  void of_anyAddressWithKey_isTakenAndTheKeyIsKeptToItself() {
    byte[] key = KEY.orElseThrow().clone();
    GossipConfig config =
        GossipConfig.of(SELF, "c", ELSEWHERE, List.of(ELSEWHERE), Optional.of(key));
    key[0]++;
    config.key().orElseThrow()[1]++;

    assertThat(config.key().orElseThrow()).isEqualTo(KEY.orElseThrow());
    assertThat(config.toString()).contains("with a key").doesNotContain("[B");
  }

  @Test
  void of_otherAddressesWithoutKey_areRefusedEach() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () ->
                new GossipConfig(
                    SELF,
                    "c",
                    ELSEWHERE,
                    Optional.of(ELSEWHERE),
                    List.of(LOOPBACK, ELSEWHERE),
                    Optional.empty(),
                    FAILURE))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.place())
                    .containsExactly("bind", "advertise", "initialHosts[1]"))
        .withMessageContaining("a loopback address, as there is no key");
  }

  @Test
  void of_wrongValues_areRefusedWithTheirPlaces() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 7900);
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("no.such.host.invalid", 7900);
    InetSocketAddress noPort = new InetSocketAddress("127.0.0.1", 0);
    byte[] tooShort = new byte[16];

    assertRefused("bind", everywhere, List.of(), KEY, FAILURE, "not all");
    assertRefused("bind", noPort, List.of(), KEY, FAILURE, "1..65535");
    assertRefused("initialHosts[0]", LOOPBACK, List.of(unknown), KEY, FAILURE, "is known");
    assertRefused("key", LOOPBACK, List.of(), Optional.of(tooShort), FAILURE, "32 bytes");
    assertRefused("failureAfter", LOOPBACK, List.of(), KEY, Duration.ofMillis(999), "1s..60s");
    assertRefused("failureAfter", LOOPBACK, List.of(), KEY, Duration.ofMillis(60_001), "1s..60s");
  }

  @Test
  void of_clusterWithoutName_isRefused() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> GossipConfig.of(SELF, "", LOOPBACK, List.of(), KEY))
        .withMessageContaining("cluster");
  }

  private static void assertRefused(
      String place,
      InetSocketAddress bind,
      List<InetSocketAddress> hosts,
      Optional<byte[]> key,
      Duration failure,
      String expected) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new GossipConfig(SELF, "c", bind, Optional.empty(), hosts, key, failure))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.place()).isEqualTo(place);
                          assertThat(problem.expected()).contains(expected);
                        }));
  }
}
