package dev.gslb.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Command;
import dev.gslb.spi.HealthCheck.Observation;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CheckMonitorTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final EndpointId A = new EndpointId("a");
  private static final EndpointId B = new EndpointId("b");
  private static final int LIMIT = 3;

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final ScriptedChecks checks = new ScriptedChecks(scheduler);
  private final List<Command.Observe> reports = new ArrayList<>();
  private final CheckMonitor monitor =
      new CheckMonitor(
          new CheckKinds(List.of(checks)),
          command -> {
            reports.add((Command.Observe) command);
            return CompletableFuture.completedFuture(1L);
          },
          scheduler,
          new SplittableRandom(42),
          LIMIT);

  @Test
  void watch_newCheck_runsEveryIntervalFromStartToStart() {
    checks.script("one", () -> slow(Duration.ofSeconds(1)));
    watch(Map.of(A, config("one")));

    scheduler.advance(Duration.ofSeconds(35));

    List<Long> starts = checks.starts("one");
    assertThat(starts).hasSize(4);
    for (int i = 1; i < starts.size(); i++) {
      assertThat(starts.get(i) - starts.get(i - 1)).isEqualTo(INTERVAL.toNanos());
    }
  }

  @Test
  void report_firstSuccess_isUpAtOnceWithRttAndSource() {
    watch(Map.of(A, config("one")));

    scheduler.advance(Duration.ofSeconds(1));

    assertThat(reports)
        .containsExactly(new Command.Observe(A, Verdict.UP, 100, "scripted check", "fine"));
  }

  @Test
  void report_successesWithoutChange_areReportedForTheirRtt() {
    watch(Map.of(A, config("one")));

    scheduler.advance(Duration.ofSeconds(25));

    assertThat(reports).extracting(Command.Observe::rttMicros).containsExactly(100L, 100L, 100L);
  }

  @Test
  void report_failuresFromTheStart_isDownAtTheThreshold() {
    checks.fail("one");
    watch(Map.of(A, config("one")));

    scheduler.advance(Duration.ofSeconds(19));
    assertThat(reports).isEmpty();
    scheduler.advance(Duration.ofSeconds(10));

    assertThat(reports)
        .containsExactly(new Command.Observe(A, Verdict.DOWN, -1, "scripted check", "broken"));
  }

  @Test
  void report_failuresThenSuccesses_needsBothThresholds() {
    watch(Map.of(A, config("one")));
    scheduler.advance(Duration.ofSeconds(1));
    checks.fail("one");
    scheduler.advance(Duration.ofSeconds(30));
    checks.succeed("one");
    scheduler.advance(Duration.ofSeconds(20));

    assertThat(verdicts(A))
        .containsExactly(
            Verdict.UP, Verdict.UP, Verdict.UP, Verdict.DOWN, Verdict.DOWN, Verdict.UP);
  }

  @Test
  void run_neverCompletes_isCancelledReportedAndRepeated() {
    checks.hang("one");
    watch(Map.of(A, config("one")));

    scheduler.advance(Duration.ofSeconds(25));

    assertThat(checks.runs).hasSize(3).allMatch(CompletableFuture::isCancelled);
    assertThat(reports)
        .containsExactly(
            new Command.Observe(A, Verdict.DOWN, -1, "scripted check", "timeout after 2s"));
    assertThat(onlyKind().timeouts()).isEqualTo(3);
    assertThat(onlyKind().durationNanos()).isEqualTo(3 * TIMEOUT.toNanos());
    assertThat(monitor.runsInFlight()).isZero();
  }

  @Test
  void run_resultAfterTheTimeout_isIgnored() {
    CompletableFuture<Observation> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false;
          }
        };
    checks.script("one", () -> stubborn);
    watch(Map.of(A, config("one").thresholds(1, 1)));
    scheduler.advance(Duration.ofSeconds(5));
    stubborn.complete(Observation.success(1, "late"));
    scheduler.settle();

    assertThat(verdicts(A)).containsExactly(Verdict.DOWN);
  }

  @Test
  void run_checkThrows_isCountedReportedAndRepeated() {
    checks.script(
        "one",
        () -> {
          throw new IllegalStateException("bug");
        });
    watch(Map.of(A, config("one")));

    scheduler.advance(Duration.ofSeconds(25));

    assertThat(checks.starts("one")).hasSize(3);
    assertThat(onlyKind().errors()).isEqualTo(3);
    assertThat(reports)
        .containsExactly(
            new Command.Observe(A, Verdict.DOWN, -1, "scripted check", "the check failed: bug"));
  }

  @Test
  void run_checkCompletesExceptionallyOrWithNothing_countsAsError() {
    List<CompletableFuture<Observation>> answers =
        new ArrayList<>(
            List.of(
                CompletableFuture.failedFuture(new IllegalStateException("bug")),
                CompletableFuture.completedFuture(null)));
    checks.script("one", () -> answers.remove(0));
    watch(Map.of(A, config("one").thresholds(1, 1)));

    scheduler.advance(Duration.ofSeconds(15));

    assertThat(onlyKind().errors()).isEqualTo(2);
    assertThat(reports)
        .extracting(Command.Observe::detail)
        .containsExactly("the check failed: bug", "the check failed: no observation");
  }

  @Test
  void run_unknownKind_isReportedAndRepeated() {
    watch(Map.of(A, HealthCheckConfig.of("nonsense", "one", 80).thresholds(1, 1)));

    scheduler.advance(Duration.ofSeconds(31));

    assertThat(verdicts(A)).containsExactly(Verdict.DOWN, Verdict.DOWN);
    assertThat(reports.get(0).detail()).contains("nonsense").contains("scripted");
  }

  @Test
  void watch_equalChecks_runOnceAndReportToAll() {
    watch(Map.of(A, config("one"), B, config("one")));

    scheduler.advance(Duration.ofSeconds(1));

    assertThat(checks.created).isEqualTo(1);
    assertThat(checks.starts("one")).hasSize(1);
    assertThat(reports).extracting(Command.Observe::endpoint).containsExactlyInAnyOrder(A, B);
    assertThat(monitor.activeChecks()).isEqualTo(1);
  }

  @Test
  void watch_endpointJoinsRunningCheck_learnsTheVerdictAtOnce() {
    watch(Map.of(A, config("one")));
    scheduler.advance(Duration.ofSeconds(1));
    reports.clear();

    watch(Map.of(A, config("one"), B, config("one")));

    assertThat(reports)
        .containsExactly(new Command.Observe(B, Verdict.UP, -1, "scripted check", "fine"));
  }

  @Test
  void watch_lastUserGone_endsTheCheck() {
    checks.hang("one");
    watch(Map.of(A, config("one"), B, config("one")));
    scheduler.advance(Duration.ofSeconds(1));

    watch(Map.of(B, config("one")));
    assertThat(checks.closed).isEmpty();
    watch(Map.of());

    assertThat(checks.closed).containsExactly("one");
    assertThat(checks.runs).allMatch(CompletableFuture::isCancelled);
    assertThat(scheduler.pending()).isZero();
    assertThat(monitor.runsInFlight()).isZero();
    assertThat(monitor.activeChecks()).isZero();
    scheduler.advance(Duration.ofMinutes(1));
    assertThat(reports).isEmpty();
  }

  @Test
  void watch_checkThatStays_keepsCountsAndSchedule() {
    checks.fail("one");
    watch(Map.of(A, config("one")));
    scheduler.advance(Duration.ofSeconds(15));

    watch(Map.of(A, config("one"), B, config("two")));
    scheduler.advance(Duration.ofSeconds(9));

    assertThat(verdicts(A)).containsExactly(Verdict.DOWN);
    List<Long> starts = checks.starts("one");
    assertThat(starts.get(2) - starts.get(0)).isEqualTo(2 * INTERVAL.toNanos());
  }

  @Test
  void watch_checkOfEndpointChanges_beginsWithTheOldVerdict() {
    checks.fail("one");
    watch(Map.of(A, config("one").thresholds(1, 2)));
    scheduler.advance(Duration.ofSeconds(1));

    checks.succeed("one");
    watch(Map.of(A, config("one").thresholds(2, 2)));
    scheduler.advance(Duration.ofSeconds(11));

    assertThat(verdicts(A)).containsExactly(Verdict.DOWN, Verdict.DOWN, Verdict.UP);
    assertThat(checks.closed).containsExactly("one");
  }

  @Test
  void watch_hostOfEndpointChanges_firstSuccessIsUp() {
    checks.fail("one");
    watch(Map.of(A, config("one").thresholds(1, 2)));
    scheduler.advance(Duration.ofSeconds(1));

    watch(Map.of(A, config("two").thresholds(1, 2)));
    scheduler.advance(Duration.ofSeconds(1));

    assertThat(verdicts(A)).containsExactly(Verdict.DOWN, Verdict.UP);
  }

  @Test
  void watch_portOfEndpointChanges_firstFailuresNeedTheThreshold() {
    watch(Map.of(A, config("one")));
    scheduler.advance(Duration.ofSeconds(1));

    checks.fail("one");
    watch(Map.of(A, HealthCheckConfig.of("scripted", "one", 81).every(INTERVAL, TIMEOUT)));
    scheduler.advance(Duration.ofSeconds(15));
    assertThat(verdicts(A)).containsExactly(Verdict.UP);
    scheduler.advance(INTERVAL);

    assertThat(verdicts(A)).containsExactly(Verdict.UP, Verdict.DOWN);
  }

  @Test
  void watch_fewChecks_startWithinMilliseconds() {
    watch(checksOf(5));

    scheduler.advance(Duration.ofMillis(50));

    assertThat(checks.startNanos).hasSize(5);
  }

  @Test
  void watch_manyChecks_startEvenlyOverTheInterval() {
    int count = 5_000;
    long beginNanos = scheduler.nowNanos();
    watch(checksOf(count));

    scheduler.advance(INTERVAL.minusNanos(1));

    int[] perSecond = new int[10];
    checks.startNanos.forEach(
        (host, starts) ->
            perSecond[(int) Duration.ofNanos(starts.get(0) - beginNanos).toSeconds()]++);
    assertThat(checks.startNanos).hasSize(count);
    for (int started : perSecond) {
      assertThat(started).isBetween(400, 600);
    }
  }

  @Test
  void run_overTheConcurrencyLimit_waitsItsTurn() {
    Map<EndpointId, HealthCheckConfig> five = checksOf(5);
    five.values().forEach(config -> checks.hang(config.host()));
    watch(five);

    scheduler.advance(Duration.ofMillis(50));
    assertThat(checks.runs).hasSize(LIMIT);
    assertThat(monitor.runsInFlight()).isEqualTo(LIMIT);
    assertThat(monitor.runsWaiting()).isEqualTo(2);
    checks.runs.get(0).complete(Observation.success(1, "fine"));
    scheduler.settle();

    assertThat(checks.runs).hasSize(LIMIT + 1);
    assertThat(monitor.runsInFlight()).isEqualTo(LIMIT);
    assertThat(monitor.runsWaiting()).isEqualTo(1);
  }

  @Test
  void watch_waitingCheckRemoved_givesItsPlaceOn() {
    Map<EndpointId, HealthCheckConfig> five = checksOf(5);
    five.values().forEach(config -> checks.hang(config.host()));
    watch(five);
    scheduler.advance(Duration.ofMillis(50));

    watch(Map.of(A, config("other")));
    scheduler.advance(Duration.ofMillis(10));

    assertThat(verdicts(A)).containsExactly(Verdict.UP);
    assertThat(monitor.runsInFlight()).isZero();
    assertThat(monitor.runsWaiting()).isZero();
  }

  @Test
  void run_manyWaitingThatThrow_doNotExhaustTheStack() {
    int count = 20_000;
    Map<EndpointId, HealthCheckConfig> many = checksOf(count);
    many.values()
        .forEach(
            config ->
                checks.script(
                    config.host(),
                    () -> {
                      throw new IllegalStateException("bug");
                    }));
    checks.hang("block");
    Map<EndpointId, HealthCheckConfig> blockers = new HashMap<>();
    for (int i = 0; i < LIMIT; i++) {
      blockers.put(new EndpointId("block" + i), config("block").thresholds(i + 1, 1));
    }
    watch(blockers);
    scheduler.advance(Duration.ofMillis(100));
    many.putAll(blockers);
    watch(many);

    scheduler.advance(TIMEOUT.minusMillis(200));
    int waiting = monitor.runsWaiting();
    scheduler.advance(Duration.ofMillis(200));

    assertThat(waiting).isGreaterThan(3_000);
    assertThat(monitor.runsWaiting()).isZero();
    assertThat(onlyKind().errors()).isGreaterThanOrEqualTo(waiting);
  }

  @Test
  void close_runInFlight_cancelsItAndReportsNothingMore() {
    checks.hang("one");
    watch(Map.of(A, config("one")));
    scheduler.advance(Duration.ofSeconds(1));

    monitor.close();
    monitor.close();
    checks.runs.get(0).complete(Observation.success(1, "fine"));
    monitor.watch(Map.of(A, config("two")));
    scheduler.advance(Duration.ofMinutes(1));

    assertThat(checks.runs).hasSize(1).allMatch(CompletableFuture::isCancelled);
    assertThat(checks.closed).containsExactly("one");
    assertThat(reports).isEmpty();
    assertThat(scheduler.pending()).isZero();
  }

  private void watch(Map<EndpointId, HealthCheckConfig> wanted) {
    monitor.watch(wanted);
    scheduler.settle();
  }

  private CompletableFuture<Observation> slow(Duration duration) {
    CompletableFuture<Observation> run = new CompletableFuture<>();
    scheduler.schedule(duration.toNanos(), () -> run.complete(Observation.success(100, "fine")));
    return run;
  }

  private HealthMetrics.KindMetrics onlyKind() {
    assertThat(monitor.kinds()).hasSize(1);
    return monitor.kinds().get(0);
  }

  private List<Verdict> verdicts(EndpointId endpoint) {
    return reports.stream()
        .filter(report -> report.endpoint().equals(endpoint))
        .map(Command.Observe::verdict)
        .toList();
  }

  private static HealthCheckConfig config(String host) {
    return HealthCheckConfig.of("scripted", host, 80).every(INTERVAL, TIMEOUT);
  }

  private static Map<EndpointId, HealthCheckConfig> checksOf(int count) {
    Map<EndpointId, HealthCheckConfig> many = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      many.put(new EndpointId("endpoint" + i), config("host" + i));
    }
    return many;
  }
}
