package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones on disk. */
class ZoneFolderTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path parent;

  private static PackedZone zone(DomainName apex) {
    String suffix = apex.equals(DomainName.ROOT) ? "." : "." + apex;
    return (PackedZone)
        Zone.builder(apex)
            .synthesizeApex()
            .add("a" + suffix, "TXT", 5, "one", "two")
            .add("*.b" + suffix, "TYPE65400", 0, "\\# 3 010203")
            .add("c" + suffix, "TYPE65401", 1, "\\# 0")
            .build();
  }

  private static Set<String> content(Zone zone) {
    Set<String> content = new HashSet<>();
    zone.forEachRrset(rrset -> content.add(rrset.toString()));
    return content;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.org", ".", "..", "a/b.example", "\\000\\255.example", "-x.example"})
  void save_thenLoad_sameZoneAndTime(String text) throws IOException {
    DomainName apex =
        text.equals("..")
            ? DomainName.fromWire(new byte[] {2, '.', '.', 0}, 0)
            : DomainName.of(text);
    ZoneFolder folder = new ZoneFolder(parent.resolve("new"));
    folder.save(zone(apex), TIME);
    ZoneFolder.Kept kept = folder.load(apex).orElseThrow();
    assertThat(content(kept.zone())).isEqualTo(content(zone(apex)));
    assertThat(kept.checked()).isEqualTo(TIME);
    folder.checked(apex, TIME.plusSeconds(9));
    assertThat(folder.load(apex).orElseThrow().checked()).isEqualTo(TIME.plusSeconds(9));
    assertThat(folder.file(apex).getParent()).isEqualTo(parent.resolve("new"));
    try (var files = Files.list(parent.resolve("new"))) {
      assertThat(files).as("no temporary file stays").containsExactly(folder.file(apex));
    }
  }

  @Test
  void load_damagedFile_isNoZone() throws IOException {
    DomainName apex = DomainName.of("example.org");
    ZoneFolder folder = new ZoneFolder(parent);
    folder.save(zone(apex), TIME);
    byte[] whole = Files.readAllBytes(folder.file(apex));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      Files.write(folder.file(apex), damaged);
      assertThat(folder.load(apex)).as("octet " + i).isEmpty();
      Files.write(folder.file(apex), Arrays.copyOf(whole, i));
      assertThat(folder.load(apex)).as("cut at " + i).isEmpty();
    }
    Files.write(folder.file(apex), whole);
    assertThat(folder.load(apex)).isPresent();
  }

  @Test
  void load_fileWithAnRrsetThatFitsNoMessage_isNoZone() throws IOException {
    DomainName apex = DomainName.of("example.org");
    String[] texts = new String[1_100];
    Arrays.setAll(texts, i -> "x".repeat(46) + (1_000 + i));
    Zone large = Zone.builder(apex).synthesizeApex().add("a.example.org", "TXT", 5, texts).build();
    ZoneFolder folder = new ZoneFolder(parent);
    folder.save((PackedZone) large, TIME);
    assertThat(folder.load(apex)).isEmpty();
  }

  @Test
  void load_fileOfAnotherZone_isNoZone() throws IOException {
    ZoneFolder folder = new ZoneFolder(parent);
    DomainName apex = DomainName.of("example.org");
    folder.save(zone(apex), TIME);
    DomainName other = DomainName.of("example.net");
    Files.move(folder.file(apex), folder.file(other));
    assertThat(folder.load(other)).isEmpty();
    assertThat(folder.load(apex)).isEmpty();
  }
}
