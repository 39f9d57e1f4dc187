package dev.gslb.benchmarks;

import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The zone that the benchmarks ask: some owners for each question, among 10,000 others. */
final class SampleZone {
  static final String APEX = "example.com";

  /** Owners for each question; a power of two. */
  static final int OWNERS = 256;

  private static final int OTHERS = 10_000;
  private static final int TTL_SECONDS = 300;
  private static final int ENDPOINTS = 8;
  private static final int PREFIXES = 1_024;
  private static final int REGIONS = 4;

  private SampleZone() {}

  /** A record in presentation form, but for its TTL. */
  record Line(String owner, String type, String rdata) {}

  /** The ordinary records, without SOA and NS of the apex. */
  static List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      lines.add(new Line(Question.STATIC_A.owner(i), "A", address(i)));
      lines.add(new Line("*." + Question.WILDCARD.owner(i), "A", address(i)));
      String cut = Question.DELEGATION.owner(i);
      lines.add(new Line(cut, "NS", "ns1." + cut + "."));
      lines.add(new Line("ns1." + cut, "A", address(i)));
      String alias = Question.CNAME_CHAIN_2.owner(i);
      lines.add(new Line(alias, "CNAME", "next-" + alias + "."));
      lines.add(new Line("next-" + alias, "CNAME", Question.STATIC_A.owner(i) + "."));
    }
    for (int i = 0; i < OTHERS; i++) {
      lines.add(new Line("other-" + i + "." + APEX, "A", address(i)));
    }
    return lines;
  }

  static Zone build() {
    ZoneBuilder zone = Zone.builder(APEX).synthesizeApex();
    for (Line line : lines()) {
      zone.add(line.owner(), line.type(), TTL_SECONDS, line.rdata());
    }
    Policy weighted = Policy.of("weighted", "weighted", endpoints(ENDPOINTS));
    Policy roundRobin = Policy.of("round-robin", "round-robin", endpoints(ENDPOINTS));
    Policy geo = Policy.of("geo", "geo", endpoints(ENDPOINTS)).withOptions(prefixes());
    Policy nested = Policy.of("nested", "geo", regions()).withOptions(prefixes());
    for (int i = 0; i < OWNERS; i++) {
      zone.add(GslbName.of(Question.WEIGHTED_8.owner(i), weighted));
      zone.add(GslbName.of(Question.ROUND_ROBIN_8.owner(i), roundRobin));
      zone.add(GslbName.of(Question.GEO_ECS.owner(i), geo));
      zone.add(GslbName.of(Question.NESTED_3.owner(i), nested));
    }
    return zone.build();
  }

  /** Endpoints of different weights, in {@value #REGIONS} regions in turn. */
  static List<PolicyMember> endpoints(int count) {
    List<PolicyMember> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      endpoints.add(
          Endpoint.of("endpoint-" + i, target(i))
              .withWeight(10 + 10 * (i % 8))
              .withRegion("region-" + i % REGIONS));
    }
    return endpoints;
  }

  /** A policy for each region: two pools by weight, in each the first endpoint that is up. */
  private static List<PolicyMember> regions() {
    List<PolicyMember> regions = new ArrayList<>();
    for (int region = 0; region < REGIONS; region++) {
      List<PolicyMember> pools = new ArrayList<>();
      for (int pool = 0; pool < 2; pool++) {
        int first = 4 * region + 2 * pool;
        String name = "pool-" + region + "-" + pool;
        pools.add(
            Policy.of(
                    name,
                    "failover",
                    List.of(
                        Endpoint.of("nested-" + first, target(first)),
                        Endpoint.of("nested-" + (first + 1), target(first + 1))))
                .withWeight(10 + 20 * pool));
      }
      Policy weighted = Policy.of("region-pools-" + region, "weighted", pools);
      regions.add(weighted.withRegion("region-" + region));
    }
    return regions;
  }

  static Target.Address target(int number) {
    byte[] octets = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    try {
      return new Target.Address(InetAddress.getByAddress(octets));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 octets are an address", e);
    }
  }

  /** Custom prefixes 10.0.0.0/24 to 10.3.255.0/24, each of another region than its neighbour. */
  static Options prefixes() {
    return prefixes(REGIONS);
  }

  /** The same prefixes over fewer regions. */
  static Options prefixes(int regions) {
    List<Map<String, String>> mappings = new ArrayList<>();
    for (int i = 0; i < PREFIXES; i++) {
      String cidr = "10." + i / 256 + "." + i % 256 + ".0/24";
      mappings.add(Map.of("cidr", cidr, "region", "region-" + i % regions));
    }
    return Options.of("custom_mappings", mappings);
  }

  private static String address(int number) {
    return "10." + (number >> 16) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
  }
}
