package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainNameTest {
  @ParameterizedTest
  @CsvSource({
    "www.example.com, www.example.com.",
    "www.example.com., www.example.com.",
    "., .",
    "a\\.b.example, a\\.b.example.",
    "a\\032b, a\\032b.",
    "*.example, *.example.",
    "WWW.Example, WWW.Example.",
  })
  void of_text_printsItsAbsoluteForm(String text, String expected) {
    assertThat(DomainName.of(text)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'', a name is not empty",
    "a..b, a label is not empty",
    ".a, a label is not empty",
    "a.., a label is not empty",
    "a\\, an escape is",
    "a\\1, an escape is",
    "a\\999, an escaped octet is 000..255",
  })
  void of_brokenText_saysWhatIsExpected(String text, String expected) {
    assertThatThrownBy(() -> DomainName.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void of_lengthLimits_areThoseOfTheWire() {
    String label = "a".repeat(63);
    assertThat(DomainName.of(label).wireLength()).isEqualTo(65);
    assertThatThrownBy(() -> DomainName.of(label + "a")).hasMessageContaining("63 octets");
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);
    assertThat(DomainName.of(longest).wireLength()).isEqualTo(255);
    assertThatThrownBy(() -> DomainName.of(longest + "a")).hasMessageContaining("255 octets");
  }

  @Test
  void equals_ignoresCaseOnly() {
    assertThat(DomainName.of("A.b"))
        .isEqualTo(DomainName.of("a.B."))
        .hasSameHashCodeAs(DomainName.of("a.b"));
    assertThat(DomainName.of("a.b")).isNotEqualTo(DomainName.of("a\\.b"));
  }

  @Test
  void isAtOrBelow_comparesWholeLabels() {
    DomainName apex = DomainName.of("example.com");
    assertThat(DomainName.of("www.EXAMPLE.com").isAtOrBelow(apex)).isTrue();
    assertThat(apex.isAtOrBelow(apex)).isTrue();
    assertThat(DomainName.of("badexample.com").isAtOrBelow(apex)).isFalse();
    assertThat(apex.isAtOrBelow(DomainName.ROOT)).isTrue();
  }

  @Property(seed = "47")
  void fromWire_anyLabel_survivesPrintingAndParsing(
      @ForAll @Size(min = 1, max = 63) @ByteRange byte[] label) {
    byte[] wire = new byte[label.length + 2];
    wire[0] = (byte) label.length;
    System.arraycopy(label, 0, wire, 1, label.length);
    DomainName name = DomainName.fromWire(wire, 0);
    assertThat(DomainName.of(name.toString()).wire()).isEqualTo(wire);
  }
}
