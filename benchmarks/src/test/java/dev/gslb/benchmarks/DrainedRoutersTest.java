package dev.gslb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Zone;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Section;

/** Every built-in router gives an endpoint that drains its share of what it gave it before. */
class DrainedRoutersTest {
  private static final int QUERIES = 20_000;

  /** Five standard deviations of the count that varies most. */
  private static final double TOLERANCE = 5 * Math.sqrt(QUERIES / 4.0) / QUERIES;

  private static final String NAME = "www." + SampleZone.APEX;
  private static final String DRAINED = "endpoint-0";
  private static final int SAMPLES = 10;

  private final byte[] query = Packets.edns(NAME);
  private final byte[] out = new byte[Packets.UDP_PAYLOAD];

  static Stream<Arguments> routers() {
    return Stream.of(
            policy("round-robin", Options.NONE),
            policy("weighted", Options.NONE),
            policy("weighted", Options.of("mode", "multi")),
            policy("failover", Options.NONE),
            policy("latency", Options.NONE),
            policy("geo", Options.of("custom_mappings", List.of(everyone("region-0")))))
        .flatMap(policy -> Stream.of(900, 400, 50).map(share -> Arguments.of(policy, share)));
  }

  private static Map<String, String> everyone(String region) {
    return Map.of("cidr", "0.0.0.0/0", "region", region);
  }

  /** Two in one region and two in others, with weights of 10 to 40. */
  private static Policy policy(String router, Options options) {
    List<PolicyMember> members =
        Stream.of(0, 4, 1, 2)
            .<PolicyMember>map(
                number ->
                    Endpoint.of("endpoint-" + number, SampleZone.target(number))
                        .withWeight(40 - 10 * (number % 4))
                        .withRegion("region-" + number % 4))
            .toList();
    return Policy.of(router, router, members).withOptions(options);
  }

  @ParameterizedTest
  @MethodSource("routers")
  void share_ofOneMember_scalesItsChanceAlone(Policy policy, int sharePermille) {
    Zone zone =
        Zone.builder(SampleZone.APEX).synthesizeApex().add(GslbName.of(NAME, policy)).build();
    try (Served served = new Served(zone)) {
      measure(served);
      double before = chance(served);
      assertThat(before).isPositive();

      served.apply(
          new Command.Overrule(
              new EndpointId(DRAINED),
              Optional.of(
                  new EndpointOverride(
                      OptionalInt.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      OptionalInt.of(sharePermille)))));

      assertThat(chance(served)).isCloseTo(before * sharePermille / 1_000, within(TOLERANCE));
    }
  }

  /** The drained one is the fastest. */
  private static void measure(Served served) {
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int number : new int[] {0, 4, 1, 2}) {
        EndpointId id = new EndpointId("endpoint-" + number);
        long micros = 1_000L * (1 + number);
        served.apply(new Command.Observe(id, Verdict.UP, micros, "test", ""));
      }
    }
  }

  private double chance(Served served) {
    int count = 0;
    for (int i = 0; i < QUERIES; i++) {
      byte[] answer = Arrays.copyOf(out, served.answer(query, out));
      ARecord record = (ARecord) Packets.read(answer).getSection(Section.ANSWER).get(0);
      count += record.getAddress().equals(SampleZone.target(0).inet()) ? 1 : 0;
    }
    return (double) count / QUERIES;
  }
}
