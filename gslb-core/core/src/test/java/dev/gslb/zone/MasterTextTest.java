package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MasterTextTest {
  private static String ascii(String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return new String(MasterText.toAscii(octets), StandardCharsets.US_ASCII);
  }

  @Test
  void toAscii_octetsAbove127_areWrittenInDigits() {
    assertThat(ascii("t TXT \"plain \\200\"")).isEqualTo("t TXT \"plain \\200\"");
    assertThat(ascii("\u0080a\u00ff")).isEqualTo("\\128a\\255");
  }

  @Test
  void toAscii_behindABackslash_sharesItUnlessItIsItselfEscaped() {
    assertThat(ascii("\\\u00e9")).isEqualTo("\\233");
    assertThat(ascii("\\\\\u00e9")).isEqualTo("\\\\\\233");
    assertThat(ascii("\\\u00e9\u00e9")).isEqualTo("\\233\\233");
  }

  @Test
  void words_quoted_areOneWithoutTheirQuotes() {
    assertThat(MasterText.words("$INCLUDE \"a b\"\tsub "))
        .containsExactly("$INCLUDE", "a b", "sub");
    assertThat(MasterText.words("$INCLUDE \"\"")).containsExactly("$INCLUDE", "");
    assertThat(MasterText.words("$ORIGIN a\\.b\\\"c")).containsExactly("$ORIGIN", "a\\.b\\\"c");
  }

  @Test
  void words_withoutAnEnd_areNone() {
    assertThat(MasterText.words("$INCLUDE \"a b")).isNull();
    assertThat(MasterText.words("$INCLUDE ( a )")).isNull();
  }
}
