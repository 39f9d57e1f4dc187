package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Named policies. */
class PoliciesTest {
  private static final String REGIONS =
      """
      regions:
        - name: a
          countries: [DE]
          servers:
            - {address: 10.0.0.1}
            - {address: 10.0.0.2, service: other.example}
        - name: b
          servers: [{address: "2001:db8:0::1"}]
      domains: [{name: www.example, policy: root}]
      """;

  @TempDir Path directory;

  private Policy root(String policies) {
    return TestPlugins.load(directory, REGIONS + policies)
        .zones()
        .get(0)
        .gslbNames()
        .get(0)
        .policy();
  }

  private static List<String> labels(Policy policy) {
    return policy.members().stream().map(PolicyMember::label).toList();
  }

  @Test
  void load_everyKindOfMember_isResolved() {
    Policy root =
        root(
            """
            policies:
              root:
                router: weighted
                fallback: all
                members:
                  - {policy: nested, weight: 10}
                  - {region: a, service: www.example}
                  - {server: "b/[2001:db8::1]:80", weight: 0}
                  - {address: 192.0.2.9, port: 8080, weight: 5, region: c, name: spare}
                  - {address: 192.0.2.8}
              nested: {router: failover, up_threshold: 1, region: z, members: [{region: a}]}
            """);
    assertThat(root.router()).isEqualTo("weighted");
    assertThat(root.fallback()).isEqualTo(Fallback.ALL);
    assertThat(labels(root))
        .containsExactly("nested", "a/10.0.0.1:80", "b/[2001:db8::1]:80", "spare", "192.0.2.8:80");
    assertThat(root.members()).extracting(PolicyMember::weight).containsExactly(10, 100, 0, 5, 100);
    Policy nested = (Policy) root.members().get(0);
    assertThat(nested.region()).isEqualTo("z");
    assertThat(nested.upThreshold()).isEqualTo(1);
    assertThat(labels(nested)).containsExactly("a/10.0.0.1:80", "a/10.0.0.2:80");
    assertThat(((Endpoint) root.members().get(3)).region()).isEqualTo("c");
  }

  @Test
  void load_listOfPolicies_isReadLikeAMap() {
    Policy root = root("policies: [{name: root, members: [{region: b}]}]");
    assertThat(root.router()).isEqualTo("round-robin");
    assertThat(labels(root)).containsExactly("b/[2001:db8::1]:80");
  }

  @Test
  void load_geolocation_groupsRegionsAndKnowsThem() {
    Policy root =
        root(
            """
            policies:
              root:
                router: geolocation
                options: {default_region: rest}
                members: [{region: a}, {policy: rest}]
              rest: {region: rest, members: [{region: b}]}
            """);
    assertThat(labels(root)).containsExactly("a", "rest");
    assertThat(root.members()).extracting(PolicyMember::region).containsExactly("a", "rest");
    assertThat(root.options().values())
        .isEqualTo(
            Map.of(
                "default_region",
                "rest",
                "regions",
                List.of(Map.of("name", "a", "countries", List.of("DE")))));
  }

  @Test
  void load_domainsFallback_beatsThePolicys() {
    Policy policy =
        TestPlugins.load(
                directory,
                """
                dns: {return_last_healthy: true}
                policies: {p: {members: [{address: 10.0.0.1}]}}
                domains:
                  - {name: a.example, policy: p}
                  - {name: b.a.example, policy: p, fallback: nodata}
                """)
            .zones()
            .get(0)
            .gslbNames()
            .get(1)
            .policy();
    assertThat(policy.fallback()).isEqualTo(Fallback.NODATA);
    assertThat(policy.members()).hasSize(1);
  }

  @Test
  void load_inlineEndpointWithCheck_isChecked() {
    Policy root =
        root(
            """
            dns: {zones: [example]}
            policies:
              root: {members: [{alias: cdn.example.net, port: 443, health_check: {type: https, path: /up}}]}
            """);
    Endpoint endpoint = (Endpoint) root.members().get(0);
    assertThat(endpoint.label()).isEqualTo("cdn.example.net:443");
    assertThat(endpoint.check().orElseThrow().kind()).isEqualTo("https");
    assertThat(endpoint.check().orElseThrow().host()).isEqualTo("cdn.example.net");
    assertThat(endpoint.check().orElseThrow().port()).isEqualTo(443);
  }
}
