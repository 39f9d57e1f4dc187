package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoints a target means. */
class EndpointIndexTest {
  private static Endpoint endpoint(String id, String region, String address) {
    try {
      Target target = new Target.Address(InetAddress.getByName(address));
      return Endpoint.of(id, target).withRegion(region);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private final EndpointIndex index =
      new EndpointIndex(
          List.of(
              Zone.builder("example")
                  .synthesizeApex()
                  .add(
                      GslbName.of(
                          "www.example",
                          Policy.of(
                              "p",
                              "first",
                              List.of(
                                  endpoint("us/192.0.2.1:80", "us", "192.0.2.1"),
                                  endpoint("us/192.0.2.1:443", "us", "192.0.2.1"),
                                  endpoint("us/[2001:db8::1]:80", "us", "2001:db8::1"),
                                  endpoint("web1", "", "192.0.2.7")))))
                  .build()));

  private List<String> find(String region, String address) {
    return index.find(new OverrideTarget(region, address)).stream().map(EndpointId::value).toList();
  }

  @Test
  void find_addressOrIdOrName_meansItsEndpoints() {
    assertThat(find("us", "192.0.2.1")).containsExactly("us/192.0.2.1:443", "us/192.0.2.1:80");
    assertThat(find("us", "192.0.2.1:80")).containsExactly("us/192.0.2.1:80");
    assertThat(find("us", "2001:DB8:0::1")).containsExactly("us/[2001:db8::1]:80");
    assertThat(find("us", "[2001:db8::1]:80")).containsExactly("us/[2001:db8::1]:80");
    assertThat(find("-", "web1")).containsExactly("web1");
    assertThat(find("-", "192.0.2.7")).containsExactly("web1");
    assertThat(find("eu", "192.0.2.1")).isEmpty();
  }

  /** The JDK would take these for names, and ask a name server. */
  @ParameterizedTest
  @ValueSource(strings = {"999.999.999.999", "256.0.2.1", ".:1", "example.com", "1.2.3", "abc"})
  void find_whatIsNoAddress_meansNothing(String text) {
    assertThat(find("us", text)).isEmpty();
  }
}
