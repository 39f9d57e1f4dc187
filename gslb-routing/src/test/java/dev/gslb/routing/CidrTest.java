package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, true, 0a00000000000000, 0, 8",
    "255.255.255.255/32, true, ffffffff00000000, 0, 32",
    "0.0.0.0/0, true, 0, 0, 0",
    "2001:db8::/32, false, 20010db800000000, 0, 32",
    "::/0, false, 0, 0, 0",
    "2001:db8::1/128, false, 20010db800000000, 1, 128",
    "2001:db8:0:0:8000::/65, false, 20010db800000000, 8000000000000000, 65",
  })
  void parse_prefix_isLeftAligned(
      String text, boolean ipv4, String high, String low, int prefixLength) throws Exception {
    Cidr expected =
        new Cidr(
            ipv4, Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16), prefixLength);

    assertThat(Cidr.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, 'no bits set behind the prefix, as in 10.0.0.0/8'",
    "2001:db8::1/64, 'no bits set behind the prefix, as in 2001:db8:0:0:0:0:0:0/64'",
    "10.0.0.0/33, a prefix length of 0..32",
    "2001:db8::/129, a prefix length of 0..128",
  })
  void parse_wrongLength_saysWhatIsRight(String text, String expected) {
    assertThatThrownBy(() -> Cidr.parse(text)).hasMessage(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0/8",
        "10.0.0.0/08",
        "10.0.0.0/-1",
        "010.0.0.0/8",
        "256.0.0.0/8",
        "localhost/8",
        "::ffff:10.0.0.0/104",
        "2001:db8/32",
        ":::/0",
        "fe80::%1/64",
        "10.0.0.0/8 "
      })
  void parse_noPrefix_isRefused(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .hasMessage("a prefix such as 10.0.0.0/8 or 2001:db8::/32");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 0b00000000000000, 0, false",
    "255.0.0.0/8, 0, 0, true",
    "::/0, 0, 0, true",
    "ffff::/16, 0, 0, true",
    "2001:db8::/64, 20010db800000001, 0, false",
    "2001:db8:0:0:8000::/65, 20010db800000001, 0, false",
    "2001:db8::2/127, 20010db800000000, 4, false",
  })
  void end_prefix_isTheAddressBehind(String text, String high, String low, boolean last)
      throws Exception {
    Cidr cidr = Cidr.parse(text);

    assertThat(cidr.endHigh()).isEqualTo(Long.parseUnsignedLong(high, 16));
    assertThat(cidr.endLow()).isEqualTo(Long.parseUnsignedLong(low, 16));
    assertThat(cidr.isLast()).isEqualTo(last);
  }
}
