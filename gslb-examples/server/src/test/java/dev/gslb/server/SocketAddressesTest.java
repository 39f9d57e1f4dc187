package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {
  @Test
  void literal_addressOfEitherFamily_isRead() throws Exception {
    assertThat(SocketAddresses.literal("192.0.2.1:7947"))
        .isEqualTo(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 7947));
    assertThat(SocketAddresses.literal("[2001:db8::1]:7947"))
        .isEqualTo(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 7947));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node-c.example:7947", "localhost:7947", "192.0.2.1", ":7947", "192.0.2.1:x"})
  void literal_anythingElse_isNone(String text) {
    assertThat(SocketAddresses.literal(text)).isNull();
  }
}
