package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.control.Control;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.Command;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a zone is asked for, and when it is no longer served, by a clock that stands still. */
class SecondariesTest {
  private static final DomainName APEX = DomainName.of("example");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final TsigKey KEY =
      new TsigKey(DomainName.of("k"), TsigKey.Algorithm.HMAC_SHA256, new byte[16]);

  @TempDir private Path folder;

  private final AbsentZones absent = new AbsentZones();
  private final Queue<Object> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final Queue<Runnable> working = new ArrayDeque<>();
  private Control control;
  private Secondaries secondaries;
  private Executor loop = Runnable::run;
  private Instant now = START;
  private @Nullable Runnable alarm;
  private Duration wait = Duration.ZERO;

  @BeforeEach
  void open() throws IOException {
    control = new Control("test", List.of(), List.of(), false, Clock.systemUTC(), () -> 0L);
    secondaries =
        new Secondaries(
            control,
            absent,
            new MemberExchanges(),
            this::fetch,
            new ExchangeCounts(),
            () -> now,
            () -> 0.0,
            task -> loop.execute(task),
            working::add,
            (after, task) -> {
              wait = after;
              alarm = task;
              return () -> alarm = null;
            },
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
    asked.add((current == null ? "-" : current.serial()) + (first == null ? "" : " " + first));
    Object answer = answers.remove();
    if (answer instanceof IOException failure) {
      throw failure;
    }
    if (answer instanceof Runnable meanwhile) {
      meanwhile.run();
      answer = answers.remove();
    }
    return answer instanceof PackedZone fetched ? fetched : Objects.requireNonNull(current);
  }

  private static ExchangeConfig config(Optional<Path> folder) throws IOException {
    return config(folder, "192.0.2.1");
  }

  private static ExchangeConfig config(Optional<Path> folder, String address) throws IOException {
    InetAddress first = InetAddress.getByName(address);
    InetAddress second = InetAddress.getByName("192.0.2.2");
    List<ExchangePeer> primaries =
        List.of(
            new ExchangePeer(new InetSocketAddress(first, 53), Optional.empty()),
            new ExchangePeer(new InetSocketAddress(second, 53), Optional.of(KEY)));
    SecondaryConfig config =
        new SecondaryConfig(folder, 1_000, List.of(new SecondaryZone(APEX, primaries)));
    return new ExchangeConfig(List.of(), ZoneExchange.NONE, Map.of(), config);
  }

  /** Refresh 100 s, retry 20 s, expire 1000 s. */
  private static Zone zone(long serial) {
    return Zone.builder(APEX)
        .add("@", "SOA", 60, "ns.example. admin.example. " + serial + " 100 20 1000 60")
        .add("@", "NS", 60, "ns.example.")
        .add("ns.example", "A", 60, "192.0.2.1")
        .build();
  }

  private void start() throws IOException {
    secondaries.restore(config(Optional.empty()));
    secondaries.apply(List.of()).join();
    secondaries.start();
  }

  private void work(Object answer) {
    answers.add(answer);
    Runnable task = working.remove();
    task.run();
  }

  /** Lets the time pass until the alarm, and rings it. */
  private void ring() {
    now = now.plus(wait);
    Runnable task = Objects.requireNonNull(alarm, "no alarm is set");
    alarm = null;
    task.run();
  }

  private long served() {
    // The builder and then the control thread are behind what was submitted before.
    control.submit(new Command.RemoveZone(DomainName.of("none"))).exceptionally(e -> 0L).join();
    control.submit(new Command.ServeUntil(Long.MAX_VALUE)).join();
    var zones = control.snapshot().zones();
    for (int i = 0; i < zones.size(); i++) {
      if (zones.get(i) != null) {
        return zones.get(i).zone().serial();
      }
    }
    return -1;
  }

  @Test
  void start_withoutAZone_isAskedAndServedAndAskedAgainAfterRefresh() throws IOException {
    start();
    assertThat(absent.apexes()).isNotNull();
    work(zone(7));
    assertThat(served()).isEqualTo(7);
    assertThat(absent.apexes()).isNull();
    assertThat(wait).isEqualTo(Duration.ofSeconds(100));
    ring();
    work("current");
    assertThat(asked).containsExactly("-", "7");
    assertThat(wait).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void failures_withoutAZone_areFurtherAndFurtherApart() throws IOException {
    start();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      work(new IOException("down"));
      waits.add(wait.toSeconds());
      ring();
    }
    assertThat(waits).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L);
  }

  @Test
  void failures_withAZone_areRetriedUntilItExpires() throws IOException {
    start();
    work(zone(1));
    ring();
    work(new IOException("down"));
    assertThat(wait).as("retry").isEqualTo(Duration.ofSeconds(20));
    int retries = 0;
    while (served() == 1) {
      ring();
      work(new IOException("down"));
      retries++;
    }
    assertThat(Duration.between(START, now)).isEqualTo(Duration.ofSeconds(1_000));
    assertThat(retries).isEqualTo(45);
    assertThat(absent.apexes()).as("who asks is told SERVFAIL").isNotNull();
    ring();
    work(zone(0));
    assertThat(asked).as("no serial is asked for").last().isEqualTo("-");
    assertThat(served()).as("an older serial").isZero();
    assertThat(absent.apexes()).isNull();
  }

  @Test
  void aPrimaryThatNeverAnswers_doesNotKeepTheZoneFromExpiring() throws IOException {
    start();
    work(zone(1));
    ring();
    assertThat(wait).isEqualTo(Duration.ofMinutes(15));
    ring();
    assertThat(served()).isEqualTo(-1);
    work("current");
    assertThat(working).as("what expired meanwhile is taken anew").hasSize(1);
  }

  @Test
  void notify_isForPrimariesAndKeysOnly() throws Exception {
    start();
    work(zone(5));
    InetAddress primary = InetAddress.getByName("192.0.2.1");
    InetAddress other = InetAddress.getByName("192.0.2.99");
    assertThat(secondaries.notified(DomainName.of("x"), primary, null, 6)).isEqualTo(Wire.NOTAUTH);
    assertThat(secondaries.notified(APEX, other, null, 6)).isEqualTo(Wire.REFUSED);
    assertThat(secondaries.notified(APEX, other, DomainName.of("l"), 6)).isEqualTo(Wire.REFUSED);
    assertThat(secondaries.notified(APEX, primary, null, 5)).as("no news").isEqualTo(Wire.NOERROR);
    assertThat(working).isEmpty();
    assertThat(secondaries.notified(APEX, other, KEY.name(), 6)).isEqualTo(Wire.NOERROR);
    work(zone(6));
    assertThat(secondaries.notified(APEX, primary, null, NotifyDesk.NO_SERIAL))
        .isEqualTo(Wire.NOERROR);
    work("current");
    assertThat(asked).containsExactly("-", "5 /192.0.2.2", "6 /192.0.2.1");
  }

  @Test
  void notify_whileItIsTaken_isFollowedByOneMoreRefresh() throws Exception {
    start();
    InetAddress primary = InetAddress.getByName("192.0.2.1");
    for (long serial = 1; serial < 10; serial++) {
      assertThat(secondaries.notified(APEX, primary, null, serial)).isEqualTo(Wire.NOERROR);
    }
    work(zone(8));
    work(zone(9));
    assertThat(asked).as("of who told").containsExactly("-", "8 /192.0.2.1");
    assertThat(working).isEmpty();
    assertThat(served()).isEqualTo(9);
  }

  @Test
  void primariesThatRest_areAskedSoonAndThatIsNoFailure_once() throws IOException {
    start();
    work(zone(3));
    ring();
    work(new SilentPrimaries.Resting());
    assertThat(wait).isEqualTo(SilentPrimaries.REST);
    ring();
    work(new SilentPrimaries.Resting());
    assertThat(wait).as("as after a failure").isNotEqualTo(SilentPrimaries.REST);
    assertThat(served()).isEqualTo(3);
  }

  @Test
  void apply_keepsWhatIsHeld() throws IOException {
    start();
    work(zone(3));
    secondaries.apply(List.of()).join();
    assertThat(served()).isEqualTo(3);
    secondaries.apply(List.of(zone(1))).join();
    assertThat(served()).as("a declared zone goes before").isEqualTo(1);
    secondaries.apply(List.of()).join();
    assertThat(served()).isEqualTo(3);
  }

  @Test
  void configure_withoutTheZone_servesItNoLonger() throws IOException {
    start();
    work(zone(3));
    secondaries.configure(ExchangeConfig.NONE);
    assertThat(served()).isEqualTo(-1);
    assertThat(absent.apexes()).isNull();
    assertThat(alarm).isNull();
    secondaries.configure(config(Optional.empty()));
    work(zone(4));
    assertThat(served()).isEqualTo(4);
  }

  @Test
  void configure_withoutTheZoneAndWithItWhileItIsTaken_servesAndKeepsNothingOfBefore()
      throws IOException {
    secondaries.restore(config(Optional.of(folder)));
    secondaries.apply(List.of()).join();
    secondaries.start();
    ExchangeConfig other = config(Optional.of(folder), "192.0.2.3");
    answers.add(
        (Runnable)
            () -> {
              secondaries.configure(ExchangeConfig.NONE);
              secondaries.configure(other);
            });
    work(zone(4));
    assertThat(working).as("one at a time").hasSize(1);
    assertThat(served()).isEqualTo(-1);
    assertThat(absent.apexes()).isNotNull();
    assertThat(folder.resolve("example.zone")).doesNotExist();
    work(zone(9));
    assertThat(asked).containsExactly("-", "-");
    assertThat(served()).isEqualTo(9);
    assertThat(folder.resolve("example.zone")).exists();
    assertThat(working).isEmpty();
  }

  @Test
  void configure_withoutTheZoneWhileItIsTaken_leavesItsFile() throws IOException {
    ExchangeConfig config = config(Optional.of(folder));
    secondaries.restore(config);
    secondaries.apply(List.of()).join();
    secondaries.start();
    work(zone(3));
    ring();
    answers.add((Runnable) () -> secondaries.configure(ExchangeConfig.NONE));
    work(zone(4));
    assertThat(served()).isEqualTo(-1);
    assertThat(working).isEmpty();
    secondaries.configure(config);
    assertThat(served()).as("as it was kept").isEqualTo(3);
    work(zone(5));
    assertThat(asked).containsExactly("-", "3", "3");
    assertThat(served()).isEqualTo(5);
  }

  @Test
  void configure_withoutAZoneThatWaitsForAWorker_neverAsks() throws IOException {
    start();
    secondaries.configure(ExchangeConfig.NONE);
    working.remove().run();
    assertThat(asked).isEmpty();
    assertThat(working).isEmpty();
  }

  @Test
  void configure_asBeforeWhileAnotherOneWaits_isTheOneThatStays() throws IOException {
    start();
    work(zone(3));
    Queue<Runnable> waiting = new ArrayDeque<>();
    loop = waiting::add;
    secondaries.configure(ExchangeConfig.NONE);
    secondaries.configure(config(Optional.empty()));
    loop = Runnable::run;
    waiting.forEach(Runnable::run);
    assertThat(secondaries.size()).isEqualTo(1);
    work(zone(3));
    assertThat(served()).isEqualTo(3);
  }

  @Test
  void restart_servesWhatWasKept_untilItExpires() throws IOException {
    secondaries.restore(config(Optional.of(folder)));
    secondaries.apply(List.of()).join();
    secondaries.start();
    work(zone(3));
    ring();
    work("current");
    Instant confirmed = now;
    control.close();
    open();
    now = confirmed.plusSeconds(999);
    secondaries.restore(config(Optional.of(folder)));
    secondaries.apply(List.of()).join();
    assertThat(served()).as("before a primary was asked").isEqualTo(3);
    control.close();
    open();
    now = confirmed.plusSeconds(1_000);
    secondaries.restore(config(Optional.of(folder)));
    secondaries.apply(List.of()).join();
    assertThat(served()).isEqualTo(-1);
    assertThat(absent.apexes()).isNotNull();
  }
}
