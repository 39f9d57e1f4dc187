package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in the store, as a server is told of it. */
class OverrideFeedTest {
  private static final OverrideTarget HOST = new OverrideTarget("us", "192.0.2.1");
  private static final EndpointId WEB = new EndpointId("us/192.0.2.1:80");
  private static final EndpointId TLS = new EndpointId("us/192.0.2.1:443");

  private static final EndpointId ELSEWHERE = new EndpointId("us/192.0.2.9:80");

  private final SettableClock clock = new SettableClock();
  private final StateStore store = LocalStateStore.inMemory();
  private final Overrides overrides = new Overrides(store);
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final RecordingPort server = new RecordingPort();
  private final OverrideFeed feed = OverrideFeed.start(store, leads::get, clock);

  @AfterEach
  void close() {
    feed.close();
    store.close();
  }

  private static Endpoint endpoint(EndpointId id) {
    try {
      String address = id.equals(ELSEWHERE) ? "192.0.2.9" : "192.0.2.1";
      Target target = new Target.Address(InetAddress.getByName(address));
      return Endpoint.of(id.value(), target).withRegion("us");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Zone> zones(EndpointId... ids) {
    List<Endpoint> endpoints = List.of(ids).stream().map(OverrideFeedTest::endpoint).toList();
    Policy policy = Policy.of("p", "first", List.copyOf(endpoints));
    return List.of(
        Zone.builder("example").synthesizeApex().add(GslbName.of("www.example", policy)).build());
  }

  private static OverrideSetting weight(int weight, Optional<Instant> expires) {
    return new OverrideSetting(OverrideField.WEIGHT, weight, "why", "who", Instant.EPOCH, expires);
  }

  private static Command.Overrule says(EndpointId id, int weight) {
    return new Command.Overrule(
        id,
        Optional.of(
            new EndpointOverride(OptionalInt.of(weight), Optional.empty(), Optional.empty())));
  }

  private OverrideSetting drain(int seconds) {
    return new OverrideSetting(
        OverrideField.DRAIN, seconds, "why", "who", clock.instant(), Optional.empty());
  }

  private static Command.Overrule shares(EndpointId id, int permille) {
    return new Command.Overrule(
        id,
        Optional.of(
            new EndpointOverride(
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(permille))));
  }

  private static Command.Overrule lifts(EndpointId id) {
    return new Command.Overrule(id, Optional.empty());
  }

  private void set(OverrideTarget target, OverrideSetting setting) throws Exception {
    overrides.set(target, List.of(setting)).get(30, TimeUnit.SECONDS);
  }

  @Test
  void set_ofAnAddress_isToldForEachOfItsEndpoints() throws Exception {
    feed.endpoints(zones(WEB, TLS)).join();
    feed.attach(server).join();

    set(HOST, weight(7, Optional.empty()));

    assertThat(List.of(server.next(), server.next()))
        .containsExactlyInAnyOrder(says(WEB, 7), says(TLS, 7));
    overrides.clear(HOST).join();
    assertThat(List.of(server.next(), server.next()))
        .containsExactlyInAnyOrder(lifts(WEB), lifts(TLS));
  }

  @Test
  void endpoints_beforeTheServer_areItsFirstCommands() throws Exception {
    set(new OverrideTarget("us", "192.0.2.1:443"), weight(7, Optional.empty()));
    OverrideFeed second = OverrideFeed.start(store, leads::get, clock);
    second.loaded().get(30, TimeUnit.SECONDS);

    assertThat(second.endpoints(zones(WEB, TLS)).join()).containsExactly(says(TLS, 7));
    second.close();
  }

  @Test
  void expiry_byTheClock_isToldAndDeletedByTheLeader() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    set(HOST, weight(7, Optional.of(Instant.EPOCH.plusSeconds(60))));
    assertThat(server.next()).isEqualTo(says(WEB, 7));

    leads.set(false);
    clock.advance(Duration.ofSeconds(60));
    assertThat(server.next()).isEqualTo(lifts(WEB));
    Key key = Overrides.key(HOST, OverrideField.WEIGHT);
    assertThat(store.get(key).join().entry()).as("left to the leader").isPresent();

    leads.set(true);
    while (store.get(key).get(30, TimeUnit.SECONDS).entry().isPresent()) {
      Thread.onSpinWait();
    }
    assertThat(feed.views()).isEmpty();
  }

  @Test
  void drain_overItsTime_isToldStepByStepAndStaysAtNothing() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    clock.advance(Duration.ofDays(1));
    set(HOST, drain(100));
    assertThat(server.next()).isEqualTo(shares(WEB, 1_000));

    clock.advance(Duration.ofMillis(30_500));
    assertThat(server.next()).as("whole seconds count").isEqualTo(shares(WEB, 700));
    clock.advance(Duration.ofSeconds(69));
    assertThat(server.next()).isEqualTo(shares(WEB, 10));
    clock.advance(Duration.ofMillis(500));
    assertThat(server.next()).isEqualTo(shares(WEB, 0));

    clock.advance(Duration.ofDays(1));
    overrides.clear(HOST).join();
    assertThat(server.next()).as("nothing was told meanwhile").isEqualTo(lifts(WEB));
  }

  @Test
  void drain_clearedInTheMiddle_isLiftedAtOnce() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    set(HOST, drain(100));
    assertThat(server.next()).isEqualTo(shares(WEB, 1_000));
    clock.advance(Duration.ofSeconds(50));
    assertThat(server.next()).isEqualTo(shares(WEB, 500));

    overrides.clear(HOST).join();
    assertThat(server.next()).isEqualTo(lifts(WEB));
  }

  @Test
  void drain_thatExpires_isLifted() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    Instant expiry = Instant.EPOCH.plusSeconds(20);
    set(
        HOST,
        new OverrideSetting(OverrideField.DRAIN, 10, "", "", Instant.EPOCH, Optional.of(expiry)));
    assertThat(server.next()).isEqualTo(shares(WEB, 1_000));
    clock.advance(Duration.ofSeconds(10));
    assertThat(server.next()).isEqualTo(shares(WEB, 0));
    clock.advance(Duration.ofSeconds(10));
    assertThat(server.next()).isEqualTo(lifts(WEB));
  }

  @Test
  void drain_seenByANodeThatBeginsInTheMiddle_isTheSameThere() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    set(HOST, drain(300));
    assertThat(server.next()).isEqualTo(shares(WEB, 1_000));
    clock.advance(Duration.ofSeconds(100));
    assertThat(server.next()).isEqualTo(shares(WEB, 667));

    OverrideFeed second = OverrideFeed.start(store, leads::get, clock);
    second.loaded().get(30, TimeUnit.SECONDS);
    RecordingPort other = new RecordingPort();
    assertThat(second.endpoints(zones(WEB)).join()).containsExactly(shares(WEB, 667));
    second.attach(other).join();
    assertThat(other.next()).as("told again").isEqualTo(shares(WEB, 667));
    clock.advance(Duration.ofSeconds(100));
    assertThat(server.next()).isEqualTo(shares(WEB, 334));
    assertThat(other.next()).isEqualTo(shares(WEB, 334));
    second.close();
  }

  @Test
  void drain_whenTheClockIsSetBack_goesOnFromThere() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    set(HOST, drain(100));
    assertThat(server.next()).isEqualTo(shares(WEB, 1_000));
    clock.advance(Duration.ofSeconds(500));
    assertThat(server.next()).isEqualTo(shares(WEB, 0));
    clock.advance(Duration.ofSeconds(-450));
    assertThat(server.next()).isEqualTo(shares(WEB, 500));
  }

  @Test
  void orphan_isKeptAndCountsAgainWhenItsServerReturns() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    set(HOST, weight(7, Optional.empty()));
    assertThat(server.next()).isEqualTo(says(WEB, 7));

    feed.endpoints(zones(ELSEWHERE)).join();
    assertThat(server.next()).isEqualTo(lifts(WEB));
    assertThat(feed.views()).singleElement().matches(OverrideView::isOrphaned);

    feed.endpoints(zones(WEB)).join();
    assertThat(server.next()).isEqualTo(says(WEB, 7));
  }

  @Test
  void badEntry_ofAnotherProgram_isPassedOver() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    for (String bad :
        List.of(
            "", "7", "{\"value\":true}", "{\"value\":99999999999999}", "{\"value\":-1}", "{}")) {
      store.commit(Transaction.put(new Key("overrides/us/192.0.2.1/weight"), Value.of(bad))).join();
    }
    String since = "\"since\":\"1970-01-01T00:00:00Z\"";
    for (String bad :
        List.of(
            "{\"value\":300," + since + "}",
            "{\"value\":\"soon\"," + since + "}",
            "{\"value\":\"25h\"," + since + "}",
            "{\"value\":\"5m\"}",
            "{\"value\":\"5m\",\"since\":\"" + Instant.MAX + "\"}")) {
      store.commit(Transaction.put(new Key("overrides/us/192.0.2.1/drain"), Value.of(bad))).join();
    }
    store.commit(Transaction.put(new Key("overrides/us/192.0.2.1/colour"), Value.of("{}"))).join();
    store.commit(Transaction.put(new Key("overrides/us"), Value.of("{}"))).join();

    set(HOST, weight(7, Optional.empty()));

    assertThat(server.next()).isEqualTo(says(WEB, 7));
    assertThat(server.isQuiet()).isTrue();
  }

  @Test
  void json_writtenByHand_isRead() throws Exception {
    feed.endpoints(zones(WEB)).join();
    feed.attach(server).join();
    String json = "{\"value\": 3, \"ticket\": {\"id\": [1]}, \"reason\": \"r\"}";

    store.commit(Transaction.put(new Key("overrides/us/192.0.2.1/weight"), Value.of(json))).join();

    assertThat(server.next()).isEqualTo(says(WEB, 3));
    OverrideSetting setting = feed.views().get(0).settings().get(OverrideField.WEIGHT);
    assertThat(setting)
        .isEqualTo(
            new OverrideSetting(OverrideField.WEIGHT, 3, "r", "", Instant.EPOCH, Optional.empty()));
  }

  @Test
  void json_ofAnySetting_readsBack() {
    OverrideSetting setting =
        new OverrideSetting(
            OverrideField.HEALTHY,
            0,
            "\"quoted\" \u20AC\n",
            "me",
            Instant.EPOCH,
            Optional.of(Instant.EPOCH.plusSeconds(1)));

    assertThat(OverrideJson.read(OverrideField.HEALTHY, OverrideJson.write(setting)))
        .isEqualTo(setting);
    OverrideSetting drain = drain(5_400);
    assertThat(OverrideJson.write(drain)).contains("\"value\":\"1h30m\"");
    assertThat(OverrideJson.read(OverrideField.DRAIN, OverrideJson.write(drain))).isEqualTo(drain);
  }
}
