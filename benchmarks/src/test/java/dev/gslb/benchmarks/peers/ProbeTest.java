package dev.gslb.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the check of answers takes as an answer, with the floor's as the example. */
final class ProbeTest {
  private static final int ID = 0;
  private static final int RCODE_OCTET = 3;
  private static final int ANSWER_COUNT = 7;
  private static final long ADDRESS = 0xC000_0201L;

  private final byte[] query = Probe.query((short) 0x1234, Workload.fullName(7));
  private final byte[] answer = echo(query);

  private static byte[] echo(byte[] query) {
    ByteBuffer message = ByteBuffer.allocate(512).put(query).flip();
    assertThat(Echo.answer(message, 0)).isTrue();
    return Arrays.copyOf(message.array(), message.limit());
  }

  @Test
  void address_ofTheEcho_isItsConstant() {
    assertThat(answer).hasSize(query.length + Echo.ADDED_OCTETS);
    assertThat(Probe.address(query, answer)).isEqualTo(ADDRESS);
  }

  @Test
  void address_ofTheQueryItself_isNothing() {
    assertThat(Probe.address(query, query)).isEqualTo(Probe.NOTHING);
    assertThat(Probe.address(query, new byte[0])).isEqualTo(Probe.NOTHING);
  }

  @Test
  void address_otherIdRcodeCountOrName_isNothing() {
    for (int place : new int[] {ID, RCODE_OCTET, ANSWER_COUNT, query.length - 6}) {
      byte[] other = answer.clone();
      other[place] ^= 1;
      assertThat(Probe.address(query, other)).as("octet %d", place).isEqualTo(Probe.NOTHING);
    }
  }

  @Test
  void answer_lessThanAHeader_isNone() {
    assertThat(Echo.answer(ByteBuffer.allocate(11), 0)).isFalse();
  }

  @Test
  void isRight_tellsNamesAndEndpointsApart() {
    assertThat(Workload.fixed(300).isRight(258, 0x0A00_0102)).isTrue();
    assertThat(Workload.fixed(300).isRight(258, 0x0A00_0103)).isFalse();
    assertThat(new Workload(10, 3).isRight(5, 0xC000_020D)).isTrue();
    assertThat(new Workload(10, 3).isRight(5, 0xC000_020E)).isFalse();
    assertThat(new Workload(10, 3).isRight(5, (int) ADDRESS)).isFalse();
  }
}
