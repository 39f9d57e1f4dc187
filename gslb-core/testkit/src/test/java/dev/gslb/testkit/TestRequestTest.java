package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TestRequestTest {
  @Test
  void client_ipv4Prefix_clearsTheRest() {
    TestRequest request = new TestRequest().client("198.51.100.77/24");

    assertThat(request.clientIsIpv4()).isTrue();
    assertThat(request.clientHigh()).isEqualTo(0xC6336400L);
    assertThat(request.clientPrefixLength()).isEqualTo(24);
  }

  @Test
  void client_ipv6Prefix_clearsTheRest() {
    TestRequest request = new TestRequest().client("2001:db8:1:2:ffff::1/72");

    assertThat(request.clientIsIpv4()).isFalse();
    assertThat(request.clientHigh()).isEqualTo(0x20010db800010002L);
    assertThat(request.clientLow()).isEqualTo(0xff00000000000000L);
    assertThat(request.clientPrefixLength()).isEqualTo(72);
  }

  @Test
  void client_prefixOfNoLength_isAllZero() {
    assertThat(new TestRequest().client("198.51.100.77/0").clientHigh()).isZero();
    assertThat(new TestRequest().client("2001:db8::1/0").clientHigh()).isZero();
  }

  @Test
  void client_name_isRefusedWithoutLookUp() {
    assertThatThrownBy(() -> new TestRequest().client("localhost"))
        .hasMessage("client localhost (expected: an address)");
  }

  @Test
  void ticket_askedTwice_isTheSameAndCounted() {
    TestRequest request = new TestRequest().ticket(-1);

    assertThat(request.ticket()).isEqualTo(-1);
    assertThat(request.ticket()).isEqualTo(-1);
    assertThat(request.ticketCalls()).isEqualTo(2);
    assertThat(request.ticket(5).ticketCalls()).isZero();
  }
}
