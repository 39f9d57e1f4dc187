package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.internal.exchange.CatalogContent.Member;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a catalog zone says, and when it is broken. */
class CatalogContentTest {
  private static final DomainName ONE = DomainName.of("one.example");

  private static ZoneBuilder empty() {
    return Zone.builder("cat.example").synthesizeApex();
  }

  private static ZoneBuilder catalog() {
    return empty().add("version.cat.example", "TXT", 0, "2");
  }

  private static CatalogContent read(ZoneBuilder zone) {
    return CatalogContent.read((PackedZone) zone.build(), 3);
  }

  private static void assertBroken(ZoneBuilder zone, String why) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> read(zone))
        .withMessageContaining(why);
  }

  @Test
  void members_haveLabelsGroupsAndNewOwners() {
    CatalogContent content =
        read(
            catalog()
                .add("A.Zones.cat.example", "PTR", 0, "One.Example.")
                .add("group.a.zones.cat.example", "TXT", 0, "x", "\"y z\" \"w\"")
                .add("coo.a.zones.cat.example", "PTR", 0, "other.example.")
                .add("b.zones.cat.example", "PTR", 0, "two.example."));
    assertThat(content.members())
        .isEqualTo(
            Map.of(
                ONE,
                new Member("a", List.of("x", "y zw"), Optional.of(DomainName.of("other.example"))),
                DomainName.of("two.example"),
                new Member("b", List.of(), Optional.empty())));
  }

  @Test
  void whatIsNotKnown_isPassedOver() {
    CatalogContent content =
        read(
            catalog()
                .add("a.zones.cat.example", "PTR", 0, "one.example.")
                .add("a.zones.cat.example", "TXT", 0, "text")
                .add("c.zones.cat.example", "A", 0, "192.0.2.1")
                .add("b.a.zones.cat.example", "PTR", 0, "deep.example.", "two.example.")
                .add("new.a.zones.cat.example", "TXT", 0, "x")
                .add("group.nobody.zones.cat.example", "TXT", 0, "x")
                .add("p.ext.a.zones.cat.example", "PTR", 0, "x.example.", "y.example.")
                .add("primaries.cat.example", "A", 0, "192.0.2.1")
                .add("zones.cat.example", "PTR", 0, "three.example.")
                .add("x.other.cat.example", "PTR", 0, "four.example."));
    assertThat(content.members()).containsOnlyKeys(ONE);
  }

  @Test
  void version_isOneRecordOfTwo() {
    assertBroken(empty(), "version.cat.example. TXT: missing");
    assertBroken(empty().add("version.cat.example", "TXT", 0, "1"), "[1]");
    assertBroken(empty().add("version.cat.example", "TXT", 0, "2", "3"), "2");
    assertBroken(empty().add("version.cat.example", "A", 0, "192.0.2.2"), "missing");
    assertThat(read(catalog()).members()).isEmpty();
  }

  @Test
  void aNodeWithTwoZones_orAZoneAtTwoNodes_breaksTheCatalog() {
    assertBroken(
        catalog().add("a.zones.cat.example", "PTR", 0, "one.example.", "two.example."),
        "2 records");
    assertBroken(
        catalog()
            .add("a.zones.cat.example", "PTR", 0, "one.example.")
            .add("coo.a.zones.cat.example", "PTR", 0, "x.example.", "y.example."),
        "2 records");
    assertBroken(
        catalog()
            .add("a.zones.cat.example", "PTR", 0, "one.example.")
            .add("b.zones.cat.example", "PTR", 0, "ONE.example."),
        "each zone once");
  }

  @Test
  void moreMembersThanAllowed_breakTheCatalog() {
    ZoneBuilder zone = catalog();
    for (int i = 0; i < 4; i++) {
      zone.add("m" + i + ".zones.cat.example", "PTR", 0, "z" + i + ".example.");
    }
    assertBroken(zone, "at most 3");
  }
}
