package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TestCandidatesTest {
  @Test
  void build_membersDown_keepsDeclaredOrderAndOrdinals() {
    TestCandidates candidates = TestCandidates.of(4).down(0, 2).rtt(3, 900, 5).build();

    assertThat(candidates.size()).isEqualTo(2);
    assertThat(candidates.declaredOrdinal(0)).isEqualTo(1);
    assertThat(candidates.declaredOrdinal(1)).isEqualTo(3);
    assertThat(candidates.ordinalOf(3)).isEqualTo(1);
    assertThat(candidates.ordinalOf(0)).isEqualTo(-1);
    assertThat(candidates.rttMicros(0)).isEqualTo(-1);
    assertThat(candidates.rttMicros(1)).isEqualTo(900);
    assertThat(candidates.rttSamples(1)).isEqualTo(5);
  }

  @Test
  void weighted_someWeights_addsThemUp() {
    TestCandidates candidates = TestCandidates.weighted(3, 0, 65_535);

    assertThat(candidates.weight(2)).isEqualTo(65_535);
    assertThat(candidates.cumulativeWeight(1)).isEqualTo(3);
    assertThat(candidates.cumulativeWeight(2)).isEqualTo(65_538);
  }

  @Test
  void weight_outOfRange_isRefused() {
    assertThatThrownBy(() -> TestCandidates.weighted(65_536))
        .hasMessage("weight 65536 (expected: 0..65535)");
  }
}
