package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.TestRouters;
import dev.gslb.internal.control.Control;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Command;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.Verdict;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The serial of a zone moves with what a transfer says of it. */
class SerialKeeperTest {
  private static final DomainName APEX = DomainName.of("example");

  private final MemoryJournal journal = new MemoryJournal();
  private final Control control =
      new Control(
          "test",
          TestRouters.all(),
          List.of(),
          false,
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
          () -> 0L);

  private DynamicZones zones = new DynamicZones(control::change, ExchangeConfig.NONE);

  @AfterEach
  void close() {
    control.close();
  }

  private static Zone zone(long serial, boolean policies, String text) {
    ZoneBuilder zone =
        Zone.builder("example")
            .add("example", "SOA", 60, "ns.example. host.example. " + serial + " 1 1 1 1")
            .add("example", "NS", 60, "ns.example.")
            .add("text.example", "TXT", 60, text);
    if (policies) {
      List<Endpoint> endpoints =
          List.of(
              Endpoint.of("one", new Target.Address(address("192.0.2.1"))),
              Endpoint.of("two", new Target.Address(address("192.0.2.2"))));
      zone.add(GslbName.of("www.example", Policy.of("www", "first", endpoints)));
    }
    return zone.build();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private SerialKeeper keeper(Zone zone, GslbContent content, boolean dynamic) throws Exception {
    AccessRule loopback = AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));
    Optional<List<UpdateGrant>> grants = dynamic ? Optional.of(List.of()) : Optional.empty();
    ZoneExchange exchange = new ZoneExchange(List.of(loopback), List.of(), content, grants);
    ExchangeConfig config = new ExchangeConfig(List.of(), exchange, Map.of());
    zones = new DynamicZones(control::change, config);
    control.over(zones::over);
    control.listen(zones);
    apply(zone);
    journal.follow(zones).get(30, TimeUnit.SECONDS);
    return new SerialKeeper("test", control.cell(), zones, journal, EngineOptions.DEFAULTS);
  }

  private void apply(Zone zone) throws Exception {
    control.submit(new Command.PutZone(zone)).get(30, TimeUnit.SECONDS);
  }

  private void say(String endpoint, Verdict verdict) throws Exception {
    control
        .submit(new Command.Observe(new EndpointId(endpoint), verdict, -1, "test", "said"))
        .get(30, TimeUnit.SECONDS);
  }

  private long serial() throws Exception {
    zones.await(APEX, journal.size(), System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    return Objects.requireNonNull(ExchangeDesk.zone(control.cell().get(), APEX)).zone().serial();
  }

  @Test
  void healthOfAnEndpoint_movesTheSerial() throws Exception {
    try (SerialKeeper keeper = keeper(zone(5, true, "a"), GslbContent.HEALTHY, false)) {
      keeper.check();
      assertThat(serial()).as("others may have the file's with other addresses").isEqualTo(6);

      say("one", Verdict.DOWN);
      keeper.check();
      assertThat(serial()).isEqualTo(7);
      say("two", Verdict.UP);
      keeper.check();
      assertThat(serial()).as("the addresses are the same").isEqualTo(7);
      say("one", Verdict.UP);
      keeper.check();
      assertThat(serial()).isEqualTo(8);

      apply(zone(5, true, "a"));
      assertThat(serial()).as("the file says nothing new").isEqualTo(8);
      keeper.check();
      assertThat(serial()).isEqualTo(8);
    }
    try (SerialKeeper later = keeper(zone(5, true, "a"), GslbContent.HEALTHY, false)) {
      assertThat(serial()).isEqualTo(8);
      later.check();
      assertThat(serial()).as("it is not known what was told before").isEqualTo(9);
    }
  }

  @Test
  void fileBelowTheServedSerial_movesIt() throws Exception {
    try (SerialKeeper keeper = keeper(zone(5, true, "a"), GslbContent.HEALTHY, false)) {
      keeper.check();
      say("one", Verdict.DOWN);
      keeper.check();
      assertThat(serial()).isEqualTo(7);

      apply(zone(6, true, "b"));
      assertThat(serial()).isEqualTo(7);
      keeper.check();
      assertThat(serial()).as("secondaries are to take the text").isEqualTo(8);

      apply(zone(20, true, "c"));
      keeper.check();
      assertThat(serial()).as("the file's own serial does it").isEqualTo(20);
    }
  }

  @Test
  void whatTransfersDoNotTell_movesNothing() throws Exception {
    try (SerialKeeper keeper = keeper(zone(5, true, "a"), GslbContent.OMIT, false)) {
      say("one", Verdict.DOWN);
      keeper.check();
      assertThat(serial()).isEqualTo(5);
    }
    try (SerialKeeper keeper = keeper(zone(5, false, "a"), GslbContent.HEALTHY, true)) {
      keeper.check();
      assertThat(serial()).isEqualTo(5);
    }
    assertThat(journal.size()).isZero();
    try (SerialKeeper keeper = keeper(zone(5, true, "a"), GslbContent.ALL, false)) {
      keeper.check();
      long first = serial();
      say("one", Verdict.UP);
      say("one", Verdict.DOWN);
      keeper.check();
      assertThat(serial()).isEqualTo(first);
    }
  }
}
