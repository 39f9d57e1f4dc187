package dev.gslb.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.spi.Command;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import dev.gslb.zone.ZoneChange;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How routers that were built anew come into use, tick by tick. */
class RenewalTest {
  /** What takes several ticks. */
  private static final int NAMES = 5_000;

  /** Chooses the first candidate, and makes a router of its own for each policy. */
  private static final class First implements RouterProvider {
    @Override
    public String name() {
      return "first";
    }

    @Override
    public Router create(RouterConfig config) {
      new OptionReader(config.options()).finish();
      return (request, candidates, selection) -> selection.add(0);
    }
  }

  private final PolicyCompiler compiler = new PolicyCompiler(List.of(new First()), null);
  private final ZoneDesk desk = new ZoneDesk(compiler, zone -> zone);
  private final SnapshotCell cell = new SnapshotCell(Composer.nothing());
  private final Composer composer =
      new Composer(cell, new EndpointBook(Clock.systemUTC()), () -> 0);

  private static Zone zone(int names) throws Exception {
    ZoneBuilder zone = Zone.builder("example").synthesizeApex();
    for (int i = 0; i < names; i++) {
      zone.add(GslbName.of("n" + i + ".example", policy("p" + i, "first")));
    }
    return zone.build();
  }

  private static Policy policy(String name, String router) throws Exception {
    Target target = new Target.Address(InetAddress.getByName("192.0.2.1"));
    return Policy.of(name, router, List.of(Endpoint.of("e-" + name, target)));
  }

  /** Applies a command. Returns the renewal that it waits for. */
  private long apply(Command.ZoneCommand command) {
    ZoneDesk.Installation installation = desk.apply(command);
    installation.put().forEach(composer::put);
    installation.removed().forEach(composer::remove);
    return composer.takeAwaited();
  }

  private void applyAndSettle(Zone zone) {
    apply(new Command.ReplaceZones(List.of(zone)));
    do {
      composer.publish();
    } while (!composer.isSettled());
  }

  @Test
  void publish_underReloadsWithoutEnd_completesEachAfterItsOwnTicks() throws Exception {
    Zone zone = zone(NAMES);
    applyAndSettle(zone);
    long first = apply(new Command.ReplaceZones(List.of(zone)));
    composer.publish();
    assertThat(composer.isShown(first)).isFalse();
    int ticks = 1;
    while (!composer.isShown(first)) {
      apply(new Command.ReplaceZones(List.of(zone)));
      composer.publish();
      ticks++;
    }
    // Two for a name with one endpoint, of 2,048 in a tick.
    assertThat(ticks).isEqualTo(5);
    assertThat(composer.isSettled()).isFalse();
  }

  @Test
  void put_ofRecordsDuringARenewal_waitsForNone() throws Exception {
    Zone zone = zone(NAMES);
    applyAndSettle(zone);
    long reload = apply(new Command.ReplaceZones(List.of(zone)));
    ZoneChange.Key gone = new ZoneChange.Key(DomainName.of("none.example"), RecordType.TXT);
    long change =
        apply(
            new Command.ChangeZone(
                DomainName.of("example"), new ZoneChange(List.of(gone), List.of())));
    composer.publish();
    assertThat(composer.isShown(change)).isTrue();
    assertThat(composer.isShown(reload)).isFalse();
  }

  @Test
  void apply_refusedReloads_leaveNoPoliciesBehind() throws Exception {
    applyAndSettle(zone(3));
    for (int i = 0; i < 20; i++) {
      ZoneBuilder wrong = Zone.builder("example").synthesizeApex();
      wrong.add(GslbName.of("a.example", policy("good" + i, "first")));
      wrong.add(GslbName.of("b.example", policy("bad" + i, "no-such-router")));
      Zone refused = wrong.build();
      Command.ZoneCommand command =
          i % 2 == 0 ? new Command.PutZone(refused) : new Command.ReplaceZones(List.of(refused));
      assertThatThrownBy(() -> desk.apply(command)).isInstanceOf(RefusedException.class);
    }
    assertThat(compiler.remembered()).isEqualTo(3);
  }

  @Test
  void submit_whatCannotBeComposedDuringARenewal_isTriedAgainOnlyWithTheNextCommand()
      throws Exception {
    AtomicBoolean failing = new AtomicBoolean();
    AtomicInteger failures = new AtomicInteger();
    try (Control control =
        new Control(
            "test",
            List.of(new First()),
            List.of(),
            false,
            Clock.systemUTC(),
            () -> {
              if (failing.get()) {
                failures.incrementAndGet();
                throw new IllegalStateException("no start for a ticket");
              }
              return 0;
            })) {
      Command.ServeUntil forever = new Command.ServeUntil(Command.ServeUntil.FOREVER);
      control.submit(new Command.ReplaceZones(List.of(zone(NAMES)))).get();
      failing.set(true);
      CompletableFuture<Long> reload =
          control.submit(new Command.ReplaceZones(List.of(zone(2 * NAMES))));
      assertThatThrownBy(reload::get).hasMessageContaining("no start");
      CompletableFuture<Long> again = control.submit(forever);
      assertThatThrownBy(again::get).hasMessageContaining("no start");
      assertThat(failures).hasValue(2);
      failing.set(false);
      assertThat(control.submit(forever).get()).isPositive();
    }
  }
}
