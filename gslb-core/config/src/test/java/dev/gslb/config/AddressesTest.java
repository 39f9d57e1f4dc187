package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3",
        "1",
        "example.com",
        "1.2.3.4.5",
        "256.1.1.1",
        "fe80::1%eth0",
        "::g",
        ":::",
        ""
      })
  void literal_somethingElse_isNull(String text) {
    assertThat(Addresses.literal(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "192.0.2.1, 192.0.2.1"
  })
  void text_address_isTheShortForm(String given, String expected) {
    InetAddress address = Objects.requireNonNull(Addresses.literal(given));
    assertThat(Network.text(address)).isEqualTo(expected);
  }

  @Test
  void listen_validForms_areParsed() throws Exception {
    assertThat(Addresses.listen(":53")).isEqualTo(new InetSocketAddress("::", 53));
    assertThat(Addresses.listen("0.0.0.0:0"))
        .isEqualTo(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
    assertThat(Addresses.listen("[::1]:53"))
        .isEqualTo(new InetSocketAddress(InetAddress.getByName("::1"), 53));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"53", "::1:53", "[127.0.0.1]:53", "[]:53", "host:53", ":65536", "1.2.3.4", ":"})
  void listen_somethingElse_isNull(String text) {
    assertThat(Addresses.listen(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, true",
    "::/0, true",
    "2001:db8::/128, true",
    "10.0.0.0/33, false",
    "::/129, false",
    "10.0.0/8, false",
    "10.0.0.0, false"
  })
  void isPrefix_text_tellsWhetherItIsOne(String text, boolean expected) {
    assertThat(Addresses.isPrefix(text)).isEqualTo(expected);
  }

  @Test
  void duration_text_isSumOfItsParts() {
    assertThat(Scalars.duration("1m30s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(Scalars.duration("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Scalars.duration("30")).isNull();
    assertThat(Scalars.duration("")).isNull();
    assertThat(Scalars.duration("1s ")).isNull();
    assertThat(Scalars.duration("1h".repeat(100))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "admin@example.com, admin.example.com.",
    "first.last@example.com, first\\.last.example.com.",
    "hostmaster.example.com, hostmaster.example.com."
  })
  void mailbox_text_isADomainName(String given, String expected) {
    assertThat(String.valueOf(Names.mailbox(given))).isEqualTo(expected);
  }
}
