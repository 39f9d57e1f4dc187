package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gslb.zone.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of several files. */
class IncludesTest {
  @TempDir Path directory;

  private void file(String name, String content) {
    TestPlugins.write(directory.resolve(name), content);
  }

  @Test
  void load_patterns_appendListsInTheOrderOfPaths() {
    file("conf.d/10-regions.yaml", "regions: [{name: a, servers: [{address: 10.0.0.1}]}]");
    file("conf.d/team/deep/20.yaml", "domains: [{name: b.example, regions: [a]}]");
    file("conf.d/team/10.yaml", "domains: [{name: a.example, regions: [a]}]");
    file("conf.d/.hidden.yaml", "unknown: 1");
    file("conf.d/readme.txt", "not: yaml: at all");
    ServerConfig config =
        TestPlugins.load(
            directory,
            """
            includes: ["conf.d/**/*.yaml"]
            domains: [{name: main.example, policy: p}]
            policies: {p: {members: [{region: a}]}}
            """);
    assertThat(config.zones())
        .extracting(zone -> zone.apex().toString())
        .containsExactly("main.example.", "a.example.", "b.example.");
    assertThat(config.sources().paths())
        .contains(
            directory.resolve("conf.d"),
            directory.resolve("conf.d/team/deep"),
            directory.resolve("conf.d/team/deep/20.yaml"))
        .doesNotContain(directory.resolve("conf.d/readme.txt"));
  }

  @Test
  void load_scalarInTwoFiles_namesBothPlaces() {
    file("a.yaml", "dns: {default_ttl: 5}\npolicies: {p: {members: [{address: 10.0.0.1}]}}");
    file("b.yaml", "dns: {default_ttl: 5, zones: [b.example]}\npolicies: {p: {weight: 3}}");
    assertThat(
            TestPlugins.problems(
                directory, "includes: [a.yaml, b.yaml]\ndns: {zones: [a.example]}"))
        .containsExactly(
            "b.yaml:1:7 dns.default_ttl: 5 (expected: one setting; also at a.yaml:1:7)",
            "b.yaml:2:12 policies.p: a map (expected: one setting; also at a.yaml:2:12)");
  }

  @Test
  void load_problemsOfSeveralFiles_areReportedAtOnce() {
    file("a.yaml", "regions: [{name: a, servers: [{address: nowhere}]}]");
    file("b.yaml", "domains:\n  - {name: x.example, regions: [b]}\n  - [");
    assertThat(TestPlugins.problems(directory, "includes: [a.yaml, b.yaml, c.yaml]\ncolour: red"))
        .containsExactly(
            "gslb.yaml:1:28 includes[2]: c.yaml is not a file (expected: a YAML file)",
            "gslb.yaml:2:1 colour: unknown key (expected: one of mode, cluster, includes, dns,"
                + " regions, overwatch, policies, zones, domains, transfers, access, metrics, logging, api, agent)",
            "a.yaml:1:41 regions[0].servers[0].address: nowhere (expected: an IPv4 or IPv6 address)",
            "b.yaml:3:6: expected the node content, but found '<stream end>' (expected: valid"
                + " YAML)");
  }

  @Test
  void load_cycle_isRefused() {
    file("a.yaml", "includes: b.yaml");
    file("b.yaml", "includes: gslb.yaml");
    assertThat(TestPlugins.problems(directory, "includes: a.yaml\ndns: {zones: [a.example]}"))
        .containsExactly(
            "b.yaml:1:11 includes: gslb.yaml includes itself (expected: includes without a cycle)");
  }

  @Test
  void load_sameFileTwice_isRefused() {
    file("a.yaml", "dns: {zones: [a.example]}");
    assertThat(TestPlugins.problems(directory, "includes: [a.yaml, '*a.yaml']"))
        .containsExactly(
            "gslb.yaml:1:20 includes[1]: a.yaml was included before (expected: each file included"
                + " once)");
  }

  @Test
  void load_tenLevels_areReadAndElevenRefused() {
    for (int level = 1; level <= 11; level++) {
      file("l" + level + ".yaml", "includes: l" + (level + 1) + ".yaml");
    }
    file("l10.yaml", "dns: {zones: [a.example]}");
    assertThat(TestPlugins.problems(directory, "includes: l1.yaml")).isEmpty();
    file("l10.yaml", "includes: l11.yaml");
    file("l11.yaml", "dns: {zones: [a.example]}");
    assertThat(TestPlugins.problems(directory, "includes: l1.yaml"))
        .containsExactly(
            "l10.yaml:1:11 includes: l11.yaml is included deeper (expected: at most 10 levels)");
  }

  @Test
  void load_missingFile_isRefusedAndStillWatched() {
    List<Fingerprint> seen = new ArrayList<>();
    Path file = directory.resolve("none.yaml");
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class, () -> TestPlugins.loader(Map.of()).load(file, seen::add));
    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.problems().get(0).toString())
        .isEqualTo(file + ":1:1: " + file + " is not a file (expected: a YAML file)");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).paths()).containsExactly(file);
  }

  @Test
  void load_notUtf8_isRefused() throws Exception {
    Files.write(directory.resolve("a.yaml"), new byte[] {'a', ':', ' ', (byte) 0xFF});
    assertThat(TestPlugins.problems(directory, "includes: a.yaml\ndns: {zones: [a.example]}"))
        .containsExactly(
            "gslb.yaml:1:11 includes: a.yaml is not UTF-8 (expected: a YAML file in UTF-8)");
  }
}
