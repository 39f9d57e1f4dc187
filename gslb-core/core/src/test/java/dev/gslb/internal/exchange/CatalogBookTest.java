package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.exchange.CatalogBook.Settled;
import dev.gslb.internal.exchange.CatalogBook.Taken;
import dev.gslb.internal.exchange.CatalogContent.Member;
import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.MemberTemplate;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which zones are taken when several catalogs, or the configuration, name them. */
class CatalogBookTest {
  private static final DomainName ZONE = DomainName.of("zone.example");
  private static final DomainName OLD = DomainName.of("old.catalog");
  private static final DomainName NEW = DomainName.of("new.catalog");
  private static final List<ConsumedCatalog> BOTH = List.of(catalog(OLD, 1), catalog(NEW, 2));

  private final CatalogBook book = new CatalogBook();
  private final Set<DomainName> configured = new HashSet<>();

  private static MemberTemplate template(int address) {
    InetSocketAddress from = new InetSocketAddress("192.0.2." + address, 53);
    return new MemberTemplate(List.of(new ExchangePeer(from, Optional.empty())), ZoneExchange.NONE);
  }

  private static ConsumedCatalog catalog(DomainName apex, int address) {
    Map<String, MemberTemplate> groups = Map.of("x", template(101), "y", template(102));
    return new ConsumedCatalog(apex, template(address), groups, 10);
  }

  private void says(DomainName catalog, String label, String newOwner, String... groups) {
    Optional<DomainName> owner =
        Optional.of(newOwner).filter(o -> !o.isEmpty()).map(DomainName::of);
    book.enter(
        catalog, new CatalogContent(Map.of(ZONE, new Member(label, List.of(groups), owner))));
  }

  private void saysNothing(DomainName catalog) {
    book.enter(catalog, new CatalogContent(Map.of()));
  }

  private Settled settle() {
    return book.settle(BOTH, configured::contains);
  }

  private static String from(Settled settled) {
    Taken taken = settled.zones().get(ZONE);
    return taken == null
        ? "nobody"
        : taken.catalog() + " " + taken.zone().primaries().get(0).address().getHostString();
  }

  @Test
  void aMember_isTakenAsItsGroupSays() {
    Map<List<String>, String> expected = new HashMap<>();
    expected.put(List.of(), "192.0.2.1");
    expected.put(List.of("x"), "192.0.2.101");
    expected.put(List.of("other", "y"), "192.0.2.102");
    expected.put(List.of("X"), "192.0.2.1");
    expected.put(List.of("x", "y"), "192.0.2.1");
    expected.forEach(
        (groups, address) -> {
          says(OLD, "a", "", groups.toArray(String[]::new));
          Settled settled = settle();
          assertThat(from(settled)).as("%s", groups).isEqualTo("old.catalog. " + address);
          assertThat(settled.reset()).as("another group is no other zone").isEmpty();
        });
  }

  @Test
  void aNameClash_leavesTheZoneWhereItIs() {
    says(NEW, "a", "");
    assertThat(from(settle())).startsWith("new.catalog.");
    says(OLD, "b", "");
    assertThat(from(settle())).as("though the other stands first").startsWith("new.catalog.");
    saysNothing(NEW);
    Settled moved = settle();
    assertThat(from(moved)).startsWith("old.catalog.");
    assertThat(moved.reset()).containsExactly(ZONE);
  }

  @Test
  void aConfiguredZone_isNoMembers() {
    says(OLD, "a", "");
    configured.add(ZONE);
    assertThat(from(settle())).isEqualTo("nobody");
    configured.clear();
    assertThat(from(settle())).startsWith("old.catalog.");
    configured.add(ZONE);
    Settled settled = settle();
    assertThat(from(settled)).isEqualTo("nobody");
    assertThat(settled.reset()).as("what is here of it is the configured zone's").isEmpty();
  }

  @Test
  void aMemberThatLeaves_isReset_butNotWithItsCatalog() {
    says(OLD, "a", "");
    settle();
    assertThat(settle().reset()).isEmpty();
    saysNothing(OLD);
    assertThat(settle()).isEqualTo(new Settled(Map.of(), Set.of(ZONE)));
    says(OLD, "a", "");
    settle();
    Settled without = book.settle(List.of(), zone -> false);
    assertThat(without).isEqualTo(new Settled(Map.of(), Set.of()));
  }

  @Test
  void anotherLabel_isAnotherZone() {
    says(OLD, "a", "");
    settle();
    says(OLD, "b", "");
    Settled settled = settle();
    assertThat(from(settled)).startsWith("old.catalog.");
    assertThat(settled.reset()).containsExactly(ZONE);
  }

  @Test
  void aChangeOfOwnership_waitsForTheNewOwner() {
    says(OLD, "a", "");
    says(NEW, "a", "");
    settle();
    says(OLD, "a", "new.catalog");
    assertThat(from(settle())).as("no version of the new one came").startsWith("old.catalog.");
    says(NEW, "a", "");
    Settled settled = settle();
    assertThat(from(settled)).isEqualTo("new.catalog. 192.0.2.2");
    assertThat(settled.reset()).as("under the same label it moves as it is").isEmpty();
    saysNothing(OLD);
    Settled later = settle();
    assertThat(from(later)).startsWith("new.catalog.");
    assertThat(later.reset()).isEmpty();
  }

  @Test
  void aChangeOfOwnership_toAnotherLabel_isReset() {
    says(OLD, "a", "new.catalog");
    settle();
    says(NEW, "b", "");
    Settled settled = settle();
    assertThat(from(settled)).startsWith("new.catalog.");
    assertThat(settled.reset()).containsExactly(ZONE);
  }

  @Test
  void afterAStart_aChangeOfOwnershipHolds() {
    says(OLD, "a", "new.catalog");
    says(NEW, "b", "");
    Settled settled = settle();
    assertThat(from(settled)).startsWith("new.catalog.");
    assertThat(settled.reset()).isEmpty();
  }
}
