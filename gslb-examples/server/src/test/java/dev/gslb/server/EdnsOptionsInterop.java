package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.zone.Zone;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What dig and kdig make of the options that they know how to send, all in one query. */
class EdnsOptionsInterop {
  private static final String CLIENT_COOKIE = "0102030405060708";

  @ParameterizedTest
  @EnumSource(names = {"DIG", "KDIG"})
  void nsidCookieAndSubnet_areAnsweredTogether(Dig tool) throws Exception {
    Zone zone =
        Zone.builder("example.com")
            .synthesizeApex()
            .add("www.example.com", "A", 60, "192.0.2.1")
            .build();
    try (GslbServer server =
        GslbServer.builder()
            .listen("127.0.0.1", 0)
            .identity(new ServerIdentity(Optional.of("ns1.fra"), Optional.empty()))
            .zone(zone)
            .start()) {
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
      for (boolean tcp : new boolean[] {false, true}) {
        Dig.Reply reply =
            tool.ask(
                address,
                tcp,
                "www.example.com",
                "A",
                "+nsid",
                "+cookie=" + CLIENT_COOKIE,
                "+subnet=198.51.100.0/24");
        assertThat(reply.status()).as(reply.text()).isEqualTo("NOERROR");
        assertThat(reply.answer()).containsExactly("www.example.com. 60 A 192.0.2.1");
        assertThat(reply.text())
            .contains("ns1.fra")
            .contains("CLIENT-SUBNET: 198.51.100.0/24/0")
            .containsPattern("COOKIE: " + CLIENT_COOKIE + "[0-9A-Fa-f]{32}")
            .doesNotContainIgnoringCase("malformed");
      }
    }
  }
}
