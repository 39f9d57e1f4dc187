package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ProducedCatalog;
import dev.gslb.spi.ProducedCatalog.Member;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a catalog that is made here looks like, and when it gets another serial. */
class CatalogMakerTest {
  private static final DomainName APEX = DomainName.of("catalog.example");
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private static Member member(String zone, String group) {
    return new Member(DomainName.of(zone), Optional.of(group).filter(text -> !text.isEmpty()));
  }

  private static PackedZone make(@Nullable PackedZone before, Instant now, Member... members) {
    return CatalogMaker.make(new ProducedCatalog(APEX, List.of(members)), before, now);
  }

  @Test
  void make_isWhatAConsumerReads() {
    PackedZone zone = make(null, NOW, member("one.example", ""), member("Two.Example", "fast ü"));
    CatalogContent content = CatalogContent.read(zone, 2);
    assertThat(content.members().keySet())
        .containsExactlyInAnyOrder(DomainName.of("one.example"), DomainName.of("two.example"));
    assertThat(content.members().values().stream().map(CatalogContent.Member::groups))
        .containsExactlyInAnyOrder(List.of(), List.of("fast ü"));
    assertThat(zone.rrset(APEX, RecordType.of("NS")).orElseThrow()).asString().contains("invalid.");
  }

  @Test
  void label_isTheSameInAnyCase_andFitsOneLabel() {
    String label = CatalogMaker.label(DomainName.of("one.example"));
    assertThat(label).isEqualTo(CatalogMaker.label(DomainName.of("ONE.example"))).hasSize(40);
    assertThat(label).isNotEqualTo(CatalogMaker.label(DomainName.of("two.example")));
  }

  @Test
  void make_ofTheSameMembers_isTheSameZone() {
    PackedZone first = make(null, NOW, member("a.example", "g"), member("b.example", ""));
    assertThat(first.serial()).isEqualTo(1_800_000_000L);
    assertThat(make(first, NOW.plusSeconds(9), member("b.example", ""), member("a.example", "g")))
        .isSameAs(first);
  }

  @Test
  void serial_alwaysGrows_alsoWhenTheClockWentBack() {
    PackedZone first = make(null, NOW, member("a.example", ""));
    PackedZone second = make(first, NOW.plusSeconds(60), member("a.example", "g"));
    assertThat(second.serial()).isEqualTo(1_800_000_060L);
    PackedZone third = make(second, NOW.minusSeconds(999), member("b.example", "g"));
    assertThat(third.serial()).isEqualTo(1_800_000_061L);
    PackedZone fourth = make(third, NOW.plusSeconds(61));
    assertThat(fourth.serial()).as("within the same second").isEqualTo(1_800_000_062L);
    assertThat(CatalogContent.read(fourth, 1).members()).isEmpty();
  }

  @Test
  void serial_goesRoundInTheYear2106() {
    PackedZone last = make(null, Instant.ofEpochSecond((1L << 32) - 1), member("a.example", ""));
    assertThat(last.serial()).isEqualTo(0xFFFF_FFFFL);
    assertThat(make(last, Instant.ofEpochSecond((1L << 32) - 1)).serial()).isZero();
  }

  @Test
  void aCatalogsName_leavesRoomForItsMembers() {
    DomainName longest = DomainName.of("a.".repeat(99) + "b");
    ProducedCatalog catalog =
        new ProducedCatalog(
            DomainName.fromWire(longest.wire(), 4), List.of(member("a.example", "g")));
    assertThat(CatalogMaker.make(catalog, null, NOW).serial()).isPositive();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProducedCatalog(longest, List.of()))
        .withMessageContaining("at most 200");
  }
}
