package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.TestRouters;
import dev.gslb.internal.control.Control;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Command;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import dev.gslb.zone.ZoneChange;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What updates made of a zone, under files that come and go at the same time. */
class DynamicZonesTest {
  private static final DomainName APEX = DomainName.of("example");
  private static final DomainName X = DomainName.of("x.example");
  private static final DomainName Y = DomainName.of("y.example");

  private final MemoryJournal journal = new MemoryJournal();
  private final Control control =
      new Control(
          "test",
          TestRouters.all(),
          List.of(),
          false,
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
          () -> 0L);

  @AfterEach
  void close() {
    control.close();
  }

  private static String soa(long serial) {
    return "ns.example. host.example. " + serial + " 1 1 1 1";
  }

  private static Zone zone(long serial, String... lines) {
    ZoneBuilder zone =
        Zone.builder("example")
            .add("example", "SOA", 60, soa(serial))
            .add("example", "NS", 60, "ns.example.");
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      zone.add(parts[0], parts[1], 60, parts[2]);
    }
    return zone.build();
  }

  private static ExchangeConfig config(boolean dynamic, boolean transfer) {
    AccessRule loopback = AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));
    Optional<List<UpdateGrant>> grants = dynamic ? Optional.of(List.of()) : Optional.empty();
    return new ExchangeConfig(
        List.of(),
        new ZoneExchange(
            transfer ? List.of(loopback) : List.of(), List.of(), GslbContent.HEALTHY, grants),
        Map.of());
  }

  /** A server that starts with a file. */
  private DynamicZones begin(Zone file, ExchangeConfig config) throws Exception {
    DynamicZones zones = new DynamicZones(control::change, config);
    control.over(zones::over);
    control.listen(zones);
    load(file);
    journal.follow(zones).get(30, TimeUnit.SECONDS);
    return zones;
  }

  private void load(Zone... files) throws Exception {
    control.submit(new Command.ReplaceZones(List.of(files))).get(30, TimeUnit.SECONDS);
  }

  private PackedZone served() {
    return Objects.requireNonNull(ExchangeDesk.zone(control.cell().get(), APEX)).zone();
  }

  private static ZoneChange adding(long serial, RRset... rrsets) {
    List<RRset> all = new ArrayList<>(List.of(rrsets));
    all.add(RRset.of(APEX, RecordType.SOA, 60, soa(serial)));
    return new ZoneChange(List.of(), all);
  }

  private static ZoneChange removing(long serial, DomainName owner) {
    ZoneChange.Key key = new ZoneChange.Key(owner, RecordType.A);
    return new ZoneChange(List.of(key), adding(serial).added());
  }

  private static RRset address(DomainName owner, String address) {
    return RRset.of(owner, RecordType.A, 60, address);
  }

  private static void await(DynamicZones zones, long position) throws Exception {
    zones.await(APEX, position, System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
  }

  private void update(DynamicZones zones, ZoneChange change) throws Exception {
    long after = journal.size();
    ZoneUpdate update = zones.update(APEX, change);
    assertThat(journal.append(APEX, after, update).get(30, TimeUnit.SECONDS)).isTrue();
    await(zones, after + 1);
  }

  @Test
  void newerSerialOfAFile_holdsOverReloadUpdatesAndRestart() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, false));
    update(zones, adding(11, address(X, "192.0.2.1")));
    load(zone(100));
    assertThat(served().serial()).isEqualTo(100);

    update(zones, adding(12, address(Y, "192.0.2.2"))); // of a server with the older file
    assertThat(served().serial()).isEqualTo(100);
    assertThat(served().rrset(Y, RecordType.A)).isPresent();
    assertThat(zones.takeHidden(APEX)).as("it changed under its serial").isTrue();

    begin(zone(100), config(true, false));
    assertThat(served().serial()).isEqualTo(100);
    assertThat(served().rrset(X, RecordType.A)).isPresent();
  }

  @Test
  void updateThatWaitsBehindAReload_doesNotTakeItBack() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, false));
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<Long> reload =
        slowly(zones, loading, zone(100, "y.example CNAME x.example."));
    assertThat(
            journal.append(
                APEX,
                0,
                ZoneUpdate.of(adding(11, address(X, "192.0.2.1"), address(Y, "192.0.2.1")))))
        .isCompleted();
    assertThat(journal.append(APEX, 1, ZoneUpdate.of(adding(12, address(X, "192.0.2.2")))))
        .isCompleted();
    loading.countDown();
    reload.get(30, TimeUnit.SECONDS);
    await(zones, 2);

    assertThat(served().serial()).isEqualTo(100);
    assertThat(served().rrset(X, RecordType.A)).contains(address(X, "192.0.2.2"));
    assertThat(served().rrset(Y, RecordType.CNAME)).as("what does not fit is left out").isPresent();
  }

  @Test
  void nameForgottenWhileTheFileThatHasItLoads_isAsThatFile() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, false));
    update(zones, adding(11, address(Y, "192.0.2.2")));
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<Long> reload = slowly(zones, loading, zone(20, "y.example A 192.0.2.3"));
    assertThat(journal.append(APEX, 1, zones.update(APEX, removing(12, Y)))).isCompleted();
    assertThat(journal.append(APEX, 2, zones.update(APEX, adding(13, address(X, "192.0.2.1")))))
        .isCompleted();
    loading.countDown();
    reload.get(30, TimeUnit.SECONDS);
    await(zones, 3);

    assertThat(served().rrset(Y, RecordType.A)).contains(address(Y, "192.0.2.3"));
    update(zones, removing(14, Y));
    assertThat(journal.sum().change().removed())
        .as("the new file has it")
        .containsExactly(new ZoneChange.Key(Y, RecordType.A));
    assertThat(served().rrset(Y, RecordType.A)).isEmpty();
  }

  private CompletableFuture<Long> slowly(DynamicZones zones, CountDownLatch gate, Zone file) {
    control.over(
        zone -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return zones.over(zone);
        });
    return control.submit(new Command.ReplaceZones(List.of(file)));
  }

  @Test
  void refusedReload_leavesEverything() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, true));
    update(zones, adding(20, address(X, "192.0.2.1")));
    Zone other = Zone.builder("other").synthesizeApex().build();
    assertThatThrownBy(() -> load(zone(11), other, other)).isInstanceOf(ExecutionException.class);
    assertThat(zones.takeHidden(APEX)).isFalse();

    load(zone(11));
    assertThat(zones.takeHidden(APEX)).as("a file below the served serial").isTrue();

    ExchangeConfig before = zones.expect(config(false, false));
    update(zones, adding(21, address(Y, "192.0.2.1")));
    zones.permit(before); // the reload was refused
    await(zones, 2);
    control.change(APEX, zone -> zone).get(30, TimeUnit.SECONDS);
    assertThat(served().rrset(Y, RecordType.A)).isPresent();

    before = zones.expect(config(false, false));
    update(zones, removing(22, Y));
    zones.permit(before);
    await(zones, 3);
    control.change(APEX, zone -> zone).get(30, TimeUnit.SECONDS);
    assertThat(served().rrset(Y, RecordType.A)).as("it was forgotten meanwhile").isEmpty();
    assertThat(served().rrset(X, RecordType.A)).isPresent();
  }

  @Test
  void nameThatTheFileHas_staysGone_andOneThatItHasNotIsForgotten() throws Exception {
    DynamicZones zones = begin(zone(10, "x.example A 192.0.2.1"), config(true, false));
    update(zones, adding(11, address(Y, "192.0.2.2")));
    update(zones, removing(12, X));
    update(zones, removing(13, Y));

    assertThat(journal.sum().change().removed())
        .containsExactly(new ZoneChange.Key(X, RecordType.A));
    assertThat(served().rrset(X, RecordType.A)).isEmpty();
    assertThat(served().rrset(Y, RecordType.A)).isEmpty();

    load(zone(14, "x.example A 192.0.2.1", "y.example A 192.0.2.3"));
    assertThat(served().rrset(X, RecordType.A)).isEmpty();
    assertThat(served().rrset(Y, RecordType.A)).contains(address(Y, "192.0.2.3"));

    begin(zone(14, "x.example A 192.0.2.1", "y.example A 192.0.2.3"), config(true, false));
    assertThat(served().rrset(X, RecordType.A)).isEmpty();
    assertThat(served().rrset(Y, RecordType.A)).contains(address(Y, "192.0.2.3"));
  }

  @Test
  void nameForgottenByAServerWithAnotherFile_isAsTheFileHere() throws Exception {
    DynamicZones zones = begin(zone(10, "x.example A 192.0.2.1"), config(true, false));
    update(zones, adding(11, address(X, "192.0.2.2")));
    ZoneUpdate forgetting = new ZoneUpdate(adding(12), Set.of(new ZoneChange.Key(X, RecordType.A)));
    assertThat(journal.append(APEX, 1, forgetting)).isCompleted();
    await(zones, 2);

    assertThat(served().rrset(X, RecordType.A)).contains(address(X, "192.0.2.1"));
  }

  @Test
  void olderUpdatesFromABackup_bringBackTheFile() throws Exception {
    DynamicZones zones = begin(zone(10, "x.example A 192.0.2.1"), config(true, false));
    update(zones, adding(11, address(Y, "192.0.2.2")));
    update(zones, removing(12, X));
    zones.kept(APEX, 1, ZoneUpdate.of(adding(11))).get(30, TimeUnit.SECONDS);

    assertThat(served().rrset(X, RecordType.A)).contains(address(X, "192.0.2.1"));
    assertThat(served().rrset(Y, RecordType.A)).isEmpty();
    assertThat(served().serial()).as("never back").isEqualTo(12);
  }

  @Test
  void zoneThatTakesNoUpdatesAnyMore_isItsFile() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, true));
    update(zones, adding(11, address(X, "192.0.2.1")));
    zones.expect(config(false, true));
    load(zone(5));

    assertThat(served().rrset(X, RecordType.A)).isEmpty();
    assertThat(served().serial()).isEqualTo(5);
  }

  @Test
  void signedZone_isLeftAlone() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, true));
    update(zones, adding(20, address(X, "192.0.2.1")));
    load(
        zone(
            15,
            "example NSEC example. NS SOA RRSIG NSEC DNSKEY",
            "example DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+"
                + "KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=="));

    assertThat(served().denial()).isNotNull();
    assertThat(served().serial()).as("what the signature is for").isEqualTo(15);
  }

  @Test
  void fileThatChangedWhileTheServerWasDown_isNoticed() throws Exception {
    DynamicZones zones = begin(zone(10), config(true, true));
    update(zones, adding(20, address(X, "192.0.2.1")));
    DynamicZones later = begin(zone(12, "new.example TXT b"), config(true, true));
    try (SerialKeeper keeper =
        new SerialKeeper("test", control.cell(), later, journal, EngineOptions.DEFAULTS)) {
      keeper.check();
    }
    await(later, 2);

    assertThat(served().serial()).isEqualTo(21);
  }
}
