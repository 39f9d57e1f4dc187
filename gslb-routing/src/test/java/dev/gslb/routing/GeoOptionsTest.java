package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gslb.spi.RouterConfig;
import dev.gslb.zone.Options;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeoOptionsTest {
  @TempDir Path directory = Path.of("");
  private final GeoRouterProvider provider = new GeoRouterProvider();

  @Test
  void create_everyKindOfError_reportsAllAtOnce() {
    Options bad =
        Options.of("database", directory.resolve("missing.mmdb").toString())
            .with("default_region", "mars")
            .with("regoins", "x")
            .with(
                "regions",
                List.of(
                    Map.of("name", "us", "countries", List.of("US", "XX"), "color", "red"),
                    Map.of("name", "us", "continents", List.of("EU", "Europe")),
                    Map.of("countries", "DE"),
                    "eu"))
            .with(
                "custom_mappings",
                List.of(
                    Map.of("cidr", "10.0.0.1/8", "region", "us"),
                    Map.of("cidr", "10.0.0.0/8", "region", "venus"),
                    Map.of("cidr", "11.0.0.0/8", "region", "us"),
                    Map.of("cidr", "11.0.0.0/8", "region", "eu"),
                    Map.of("cidr", "lan", "region", "us", "comment", 7)));

    String region = "the region of a member: one of us, eu";
    assertThat(problems(bad))
        .containsExactlyInAnyOrder(
            new Problem(
                "database",
                directory.resolve("missing.mmdb").toString(),
                "a readable file in MaxMind DB format with countries: no such file"),
            new Problem("default_region", "mars", region),
            new Problem(
                "regoins", "x", "one of database, regions, custom_mappings, default_region"),
            new Problem(
                "regions[0].countries[1]", "XX", "an ISO 3166-1 alpha-2 country code such as DE"),
            new Problem("regions[0].color", "red", "one of name, countries, continents"),
            new Problem("regions[1].name", "us", "a region that is listed once"),
            new Problem("regions[1].continents[1]", "Europe", "one of AF, AN, AS, EU, NA, OC, SA"),
            new Problem("regions[2].countries", "DE", "a list"),
            new Problem("regions[2].name", "", region),
            new Problem("regions[3]", "eu", "a map"),
            new Problem(
                "custom_mappings[0].cidr",
                "10.0.0.1/8",
                "no bits set behind the prefix, as in 10.0.0.0/8"),
            new Problem("custom_mappings[1].region", "venus", region),
            new Problem(
                "custom_mappings[3].cidr",
                "11.0.0.0/8",
                "a prefix that is mapped once, not in custom_mappings[2] too"),
            new Problem(
                "custom_mappings[4].cidr", "lan", "a prefix such as 10.0.0.0/8 or 2001:db8::/32"),
            new Problem("custom_mappings[4].comment", "7", "text"));
  }

  @Test
  void create_membersWithoutRegions_saysSo() {
    RouterConfig config =
        new RouterConfig("test", Options.of("default_region", "us"), Routed.endpoints("", ""));

    assertThatThrownBy(() -> provider.create(config))
        .hasMessage("default_region: us (expected: the region of a member, but no member has one)");
  }

  @Test
  void create_fileThatIsNoDatabase_isRefusedWithTheReason() throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "hello");

    assertThat(problems(Options.of("database", file.toString())))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.place()).isEqualTo("database");
              assertThat(problem.value()).isEqualTo(file.toString());
              assertThat(problem.expected())
                  .startsWith("a readable file in MaxMind DB format with countries: ");
            });
  }

  @Test
  void create_pathThatIsNone_isRefused() {
    assertThat(problems(Options.of("database", "a\0b"))).hasSize(1);
  }

  @Test
  void name_geolocation_isAnAlias() {
    assertThat(provider.name()).isEqualTo("geo");
    assertThat(provider.aliases()).containsExactly("geolocation");
  }

  @Test
  void open_sameFile_isReadOnceUntilItChanges() throws Exception {
    Path file =
        MaxMindFile.ofIpv4().add("5.0.0.0/8", "DE", "EU").write(directory.resolve("geo.mmdb"));
    Options options = Options.of("database", file.toString());
    GeoTable before = table(options);
    GeoTable again = table(options);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    GeoTable after = table(options);

    assertThat(again).isSameAs(before);
    assertThat(after).isNotSameAs(before);
  }

  private GeoTable table(Options options) {
    GeoRouter router =
        (GeoRouter) provider.create(new RouterConfig("x", options, Routed.endpoints("us", "eu")));
    return router.table();
  }

  private List<Problem> problems(Options options) {
    RouterConfig config = new RouterConfig("test", options, Routed.endpoints("us", "us", "eu"));
    return catchThrowableOfType(RefusedException.class, () -> provider.create(config)).problems();
  }
}
