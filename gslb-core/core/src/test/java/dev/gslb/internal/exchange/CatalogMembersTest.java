package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.control.Control;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.Command;
import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.MemberTemplate;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that come and go while they are taken, each worker's task run when the test says so. */
class CatalogMembersTest {
  private static final DomainName CATALOG = DomainName.of("catalog.test");
  private static final DomainName MEMBER = DomainName.of("member.test");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  private final Map<DomainName, Zone> primary = new HashMap<>();
  private final Queue<Runnable> working = new ArrayDeque<>();
  private final List<DomainName> asked = new ArrayList<>();
  private Control control;
  private Secondaries secondaries;

  @BeforeEach
  void open() {
    control = new Control("test", List.of(), List.of(), false, Clock.systemUTC(), () -> 0L);
    secondaries =
        new Secondaries(
            control,
            new AbsentZones(),
            new MemberExchanges(),
            this::fetch,
            new ExchangeCounts(),
            () -> NOW,
            () -> 0.0,
            Runnable::run,
            working::add,
            (after, task) -> () -> {},
            () -> {});
  }

  @AfterEach
  void close() {
    secondaries.close();
    control.close();
  }

  private PackedZone fetch(
      SecondaryZone zone, @Nullable PackedZone current, int maxRecords, @Nullable InetAddress first)
      throws IOException {
    asked.add(zone.apex());
    Zone there = primary.get(zone.apex());
    if (there == null) {
      throw new IOException("not there");
    }
    if (current != null && current.serial() == there.serial()) {
      return current;
    }
    return (PackedZone) there;
  }

  private ExchangeConfig config() {
    InetSocketAddress address = new InetSocketAddress("192.0.2.1", 53);
    List<ExchangePeer> primaries = List.of(new ExchangePeer(address, Optional.empty()));
    MemberTemplate template = new MemberTemplate(primaries, ZoneExchange.NONE);
    SecondaryConfig secondaries =
        new SecondaryConfig(
            Optional.of(folder),
            1_000,
            List.of(new SecondaryZone(CATALOG, primaries)),
            List.of(new ConsumedCatalog(CATALOG, template, Map.of(), 10)));
    return new ExchangeConfig(List.of(), ZoneExchange.NONE, Map.of(), secondaries);
  }

  private void start() throws IOException {
    secondaries.restore(config());
    secondaries.apply(List.of()).join();
    secondaries.start();
  }

  private static ZoneBuilder zone(DomainName apex, long serial) {
    return Zone.builder(apex)
        .add("@", "SOA", 60, "ns.test. admin.test. " + serial + " 100 20 1000 60")
        .add("@", "NS", 60, "ns.test.");
  }

  /** The primary has a catalog with the member under a label, or without it. */
  private void catalog(long serial, String label) throws IOException {
    ZoneBuilder zone = zone(CATALOG, serial).add("version.catalog.test", "TXT", 0, "2");
    if (!label.isEmpty()) {
      zone.add(label + ".zones.catalog.test", "PTR", 0, "member.test.");
    }
    primary.put(CATALOG, zone.build());
    secondaries.notified(CATALOG, InetAddress.getByName("192.0.2.1"), null, serial);
  }

  private void member(long serial) {
    primary.put(MEMBER, zone(MEMBER, serial).build());
  }

  private void work() {
    while (!working.isEmpty()) {
      working.remove().run();
    }
  }

  private long served() {
    control.submit(new Command.RemoveZone(DomainName.of("none"))).exceptionally(e -> 0L).join();
    control.submit(new Command.ServeUntil(Long.MAX_VALUE)).join();
    var zones = control.snapshot().zones();
    for (int i = 0; i < zones.size(); i++) {
      if (zones.get(i) != null && zones.get(i).zone().apex().equals(MEMBER)) {
        return zones.get(i).zone().serial();
      }
    }
    return -1;
  }

  private Path file() {
    return folder.resolve("member.test.zone");
  }

  @Test
  void aMemberThatLeavesWhileItIsTaken_leavesNothing() throws IOException {
    member(7);
    primary.put(CATALOG, zone(CATALOG, 1).add("version.catalog.test", "TXT", 0, "2").build());
    start();
    catalog(2, "a");
    work();
    assertThat(served()).isEqualTo(7);
    assertThat(file()).exists();
    member(8);
    secondaries.notified(MEMBER, InetAddress.getByName("192.0.2.1"), null, 8);
    Runnable taking = working.remove();
    catalog(3, "");
    work();
    assertThat(served()).isEqualTo(-1);
    taking.run();
    assertThat(served()).isEqualTo(-1);
    assertThat(file()).doesNotExist();
  }

  @Test
  void aMemberThatIsResetWhileItIsTaken_isTakenOnceMoreFromTheBeginning() throws IOException {
    member(7);
    start();
    catalog(1, "a");
    work();
    assertThat(served()).isEqualTo(7);
    member(9);
    secondaries.notified(MEMBER, InetAddress.getByName("192.0.2.1"), null, 9);
    Runnable taking = working.remove();
    catalog(2, "b");
    work();
    assertThat(served()).as("dropped at once").isEqualTo(-1);
    // The worker has what is older than what the new zone starts with.
    Zone old = zone(MEMBER, 9).build();
    primary.put(MEMBER, old);
    taking.run();
    asked.clear();
    member(3);
    work();
    assertThat(asked).containsExactly(MEMBER);
    assertThat(served()).as("an older serial, of who knows nothing of it").isEqualTo(3);
    assertThat(Files.exists(file())).isTrue();
  }

  @Test
  void aCatalogThatIsConfiguredNoLonger_leavesTheFiles() throws IOException {
    member(7);
    start();
    catalog(1, "a");
    work();
    secondaries.configure(ExchangeConfig.NONE);
    assertThat(served()).isEqualTo(-1);
    assertThat(file()).exists();
  }

  @Test
  void afterAStart_membersAreServedAtOnce_andOneThatLeftMeanwhileGoes() throws IOException {
    member(7);
    start();
    catalog(1, "a");
    work();
    control.close();
    open();
    secondaries.restore(config());
    secondaries.apply(List.of()).join();
    assertThat(served()).isEqualTo(7);
    secondaries.start();
    catalog(2, "");
    work();
    assertThat(served()).isEqualTo(-1);
    assertThat(file()).doesNotExist();
  }
}
