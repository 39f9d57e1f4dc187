package dev.gslb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.internal.wire.CookieOption;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.spi.CookieSecrets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** RFC 9018: server cookies that other servers with the same secret accept. */
class CookiesTest {
  private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";
  private static final String OTHER = "445536bcd2513298075a5d379663c962";
  private static final String CLIENT = "2464c4abcf10c957";
  private static final String COOKIE = CLIENT + "010000005cf79f111f8130c3eee29480";
  private static final int MADE = 1_559_731_985;

  private final Asking client = Asking.of(Asking.zone("example", "www.example 60 A 192.0.2.1"));

  @AfterEach
  void close() {
    client.close();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static CookieSecrets secrets(String... texts) {
    return CookieSecrets.of(List.of(texts).stream().map(CookiesTest::hex).toList());
  }

  private static CookieOption option(String text) {
    Message query = Asking.query("www.example", "A");
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, List.of(new GenericEDNSOption(10, hex(text)))),
        Section.ADDITIONAL);
    QueryReader reader = new QueryReader();
    byte[] message = query.toWire(65_535);
    assertThat(reader.read(message, message.length)).isZero();
    return reader.cookie();
  }

  private boolean isValid(CookieSecrets secrets, String cookie, int now) {
    return new Cookies(secrets).isValid(option(cookie), client, now);
  }

  @ParameterizedTest(name = "appendix {0}")
  @CsvSource({
    "A.1, e5e973e5a6b2a43f48e7dc849e37bfcf, 2464c4abcf10c957, 198.51.100.100, 1559731985,"
        + " 010000005cf79f111f8130c3eee29480",
    "A.2, e5e973e5a6b2a43f48e7dc849e37bfcf, 2464c4abcf10c957, 198.51.100.100, 1559734385,"
        + " 010000005cf7a871d4a564a1442aca77",
    "A.4, 445536bcd2513298075a5d379663c962, 22681ab97d52c298,"
        + " 2001:db8:220:1:59de:d0f4:8769:82b8, 1559741961, 010000005cf7c609a6bb79d16625507a",
  })
  void vector_isMade(
      String appendix, String secret, String asked, String address, int now, String expected) {
    byte[] made = new byte[CookieOption.SERVER_LENGTH];
    new Cookies(secrets(secret)).make(option(asked), client.from(address), now, made);
    assertThat(HexFormat.of().formatHex(made)).as(appendix).isEqualTo(expected);
  }

  @Test
  void cookieOfOurs_isValidForItsClientAndTimeOnly() {
    client.from("198.51.100.100");
    assertThat(isValid(secrets(SECRET), COOKIE, MADE)).isTrue();
    assertThat(isValid(secrets(SECRET), COOKIE, MADE + 3_600)).isTrue();
    assertThat(isValid(secrets(SECRET), COOKIE, MADE - 300)).isTrue();
    assertThat(isValid(secrets(SECRET), COOKIE, MADE + 3_601)).as("too old").isFalse();
    assertThat(isValid(secrets(SECRET), COOKIE, MADE - 301)).as("of the future").isFalse();
    assertThat(isValid(secrets(OTHER), COOKIE, MADE)).as("another secret").isFalse();
    client.from("198.51.100.101");
    assertThat(isValid(secrets(SECRET), COOKIE, MADE)).as("another client").isFalse();
  }

  @Test
  void cookieOfTheSecretBefore_isValidWhileSecretsRoll() {
    client.from("198.51.100.100");
    CookieSecrets rolling = secrets(OTHER);
    assertThat(isValid(rolling, COOKIE, MADE)).isFalse();
    rolling.replace(List.of(hex(OTHER), hex(SECRET)));
    assertThat(isValid(rolling, COOKIE, MADE)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({CLIENT, CLIENT + "0000000000000000", CLIENT + "020000005cf79f111f8130c3eee29480"})
  void cookieOfAnotherMake_isNotOurs(String cookie) {
    assertThat(isValid(secrets(SECRET), cookie, MADE)).isFalse();
  }
}
