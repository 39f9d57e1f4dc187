package dev.gslb.benchmarks.memory;

import dev.gslb.spi.Command;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Names with ten endpoints each, of which the first that is up answers. */
final class Farm {
  static final int OF_A_NAME = 10;

  private static final String APEX = "farm.test";

  private Farm() {}

  static Zone zone(int endpoints) {
    ZoneBuilder zone = Zone.builder(APEX).synthesizeApex();
    for (int first = 0; first < endpoints; first += OF_A_NAME) {
      List<PolicyMember> members = new ArrayList<>();
      for (int i = first; i < first + OF_A_NAME; i++) {
        members.add(Endpoint.of(id(i), target(i)));
      }
      zone.add(GslbName.of(name(first), Policy.of("policy-" + first, "failover", members)));
    }
    return zone.build();
  }

  static String name(int first) {
    return "name-" + first + "." + APEX;
  }

  /** The address of an endpoint. */
  static int address(int endpoint) {
    return 12 << 24 | endpoint;
  }

  /** What a check says of an endpoint. */
  static Command verdict(int endpoint, boolean up) {
    Verdict verdict = up ? Verdict.UP : Verdict.DOWN;
    return new Command.Observe(new EndpointId(id(endpoint)), verdict, -1, "benchmark", "");
  }

  private static String id(int endpoint) {
    return "endpoint-" + endpoint;
  }

  private static Target.Address target(int endpoint) {
    byte[] octets = {12, (byte) (endpoint >> 16), (byte) (endpoint >> 8), (byte) endpoint};
    try {
      return new Target.Address(InetAddress.getByAddress(octets));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 octets are an address", e);
    }
  }
}
