package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** RFC 7871: client subnet. */
class Rfc7871Test {
  private Asking server;

  @BeforeEach
  void start() throws Exception {
    List<Endpoint> endpoints =
        List.of(
            Endpoint.of("even", new Target.Address(InetAddress.getByName("192.0.2.10"))),
            Endpoint.of("odd", new Target.Address(InetAddress.getByName("192.0.2.11"))));
    server =
        Asking.of(
            Asking.builder("example", "static.example 60 A 192.0.2.1")
                .add(GslbName.of("geo.example", Policy.of("geo", "by-client", endpoints)))
                .add(GslbName.of("plain.example", Policy.of("plain", "first", endpoints)))
                .build());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static ClientSubnetOption subnet(int prefix, String address) throws Exception {
    return new ClientSubnetOption(prefix, 0, InetAddress.getByName(address));
  }

  private static ClientSubnetOption echoed(Message response) {
    return (ClientSubnetOption) response.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).get(0);
  }

  @Test
  void section7_2_1_answerThatUsedTheSubnet_hasItsScope() throws Exception {
    Message response = server.ask("geo.example", "A", subnet(32, "203.0.113.7"));
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactly("geo.example. 60 A 192.0.2.11");
    assertThat(echoed(response).getScopePrefixLength()).isEqualTo(20);
    assertThat(echoed(response).getSourcePrefixLength()).isEqualTo(32);
    assertThat(echoed(response).getAddress()).isEqualTo(InetAddress.getByName("203.0.113.7"));
  }

  @Test
  void section7_2_1_ipv6Subnet_isUsedAndEchoed() throws Exception {
    Message response = server.ask("geo.example", "A", subnet(56, "2001:db8:0:100::"));
    assertThat(echoed(response).getScopePrefixLength()).isEqualTo(40);
    assertThat(echoed(response).getSourcePrefixLength()).isEqualTo(56);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.example", "static.example", "missing.example"})
  void section7_2_1_answerThatIgnoredTheSubnet_hasScopeZero(String name) throws Exception {
    Message response = server.ask(name, "A", subnet(24, "203.0.113.0"));
    assertThat(echoed(response).getScopePrefixLength()).isZero();
    assertThat(echoed(response).getSourcePrefixLength()).isEqualTo(24);
  }

  @Test
  void section7_1_2_sourcePrefixZero_leavesTheSenderAndScopeZero() throws Exception {
    Message response = server.from("198.51.100.8").ask("geo.example", "A", subnet(0, "0.0.0.0"));
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactly("geo.example. 60 A 192.0.2.10");
    assertThat(echoed(response).getScopePrefixLength()).isZero();
  }

  @Test
  void withoutTheOption_theSenderDecides() {
    assertThat(server.from("198.51.100.9").answer("geo.example", "A"))
        .containsExactly("geo.example. 60 A 192.0.2.11");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000118000102", // two octets for a /24
        "00011800010203FF", // four octets for a /24
        "00011801010203", // a scope in a query
        "0001170001020F", // a bit beyond the prefix
        "000121000102030405", // IPv4 /33
        "0003080001", // an unknown family
        "0001", // cut short
      })
  void section6_malformedOption_isFormerr(String hex) {
    byte[] data = HexFormat.of().parseHex(hex);
    Message response =
        server.ask(
            "static.example", "A", new GenericEDNSOption(EDNSOption.Code.CLIENT_SUBNET, data));
    assertThat(response.getRcode()).isEqualTo(Rcode.FORMERR);
  }
}
