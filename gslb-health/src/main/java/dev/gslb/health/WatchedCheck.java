package dev.gslb.health;

import dev.gslb.health.RunCounters.Outcome;
import dev.gslb.spi.Command;
import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheck.Observation;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check with its schedule, its counts and the endpoints that use it. Confined to the scheduler
 * thread. Whatever a check does, its run ends, by its result, an exception or the time-out, and the
 * next one is scheduled.
 */
final class WatchedCheck {

  /** Where observations go. */
  interface Reporter {
    void report(Command.Observe observation);
  }

  private static final Logger LOG = LoggerFactory.getLogger(WatchedCheck.class);

  private final HealthCheckConfig config;
  private final CheckKinds kinds;
  private final Scheduler scheduler;
  private final RunGate gate;
  private final RunCounters counters;
  private final Reporter reporter;
  private final String source;
  private final Hysteresis hysteresis;
  private final Set<EndpointId> endpoints = new LinkedHashSet<>();
  private @Nullable HealthCheck check;
  private Scheduler.@Nullable Pending nextStart;
  private @Nullable Run current;
  private @Nullable String lastDetail;
  private long dueNanos;
  private boolean ended;

  WatchedCheck(
      HealthCheckConfig config,
      Verdict initial,
      CheckKinds kinds,
      Scheduler scheduler,
      RunGate gate,
      RunCounters counters,
      Reporter reporter) {
    this.config = config;
    this.kinds = kinds;
    this.scheduler = scheduler;
    this.gate = gate;
    this.counters = counters;
    this.reporter = reporter;
    this.source = config.kind() + " check";
    this.hysteresis = new Hysteresis(config.failureThreshold(), config.successThreshold(), initial);
  }

  HealthCheckConfig config() {
    return config;
  }

  Verdict verdict() {
    return hysteresis.verdict();
  }

  /** Adds an endpoint, which learns at once what is already known. */
  void add(EndpointId endpoint) {
    endpoints.add(endpoint);
    if (lastDetail != null && verdict() != Verdict.UNKNOWN) {
      reporter.report(new Command.Observe(endpoint, verdict(), -1, source, lastDetail));
    }
  }

  void remove(EndpointId endpoint) {
    endpoints.remove(endpoint);
  }

  boolean unused() {
    return endpoints.isEmpty();
  }

  void start(long delayNanos) {
    dueNanos = scheduler.nowNanos() + delayNanos;
    nextStart = scheduler.schedule(delayNanos, () -> gate.enter(this::begin));
  }

  void end() {
    ended = true;
    if (nextStart != null) {
      nextStart.cancel();
    }
    Run run = current;
    if (run != null) {
      current = null;
      run.stop();
      gate.leave();
    }
    if (check != null) {
      try {
        check.close();
      } catch (RuntimeException | Error e) {
        LOG.warn("closing the {} of {} failed", source, target(), e);
      }
    }
  }

  private void begin() {
    if (ended) {
      gate.leave();
      return;
    }
    Run run = new Run(scheduler.nowNanos());
    current = run;
    try {
      if (check == null) {
        check = kinds.create(config);
      }
      CompletableFuture<Observation> result = check.observe();
      run.result = result;
      var unused =
          result.whenComplete(
              (observation, error) -> scheduler.execute(() -> completed(run, observation, error)));
      run.timeout = scheduler.schedule(config.timeout().toNanos(), () -> timedOut(run));
    } catch (RuntimeException | Error e) {
      broken(run, e);
    }
  }

  private void completed(Run run, @Nullable Observation observation, @Nullable Throwable error) {
    if (run != current) {
      return; // timed out or ended before
    }
    if (observation == null) {
      broken(run, error != null ? error : new NullPointerException("no observation"));
    } else {
      Outcome outcome = observation.success() ? Outcome.SUCCESS : Outcome.FAILURE;
      finish(run, outcome, observation.rttMicros(), observation.detail());
    }
  }

  private void timedOut(Run run) {
    if (run == current) {
      finish(run, Outcome.TIMEOUT, -1, "timeout after " + text(config.timeout()));
    }
  }

  private void broken(Run run, Throwable error) {
    LOG.warn("the {} of {} is broken", source, target(), error);
    finish(run, Outcome.ERROR, -1, "the check failed: " + FailureText.of(error));
  }

  private void finish(Run run, Outcome outcome, long rttMicros, String detail) {
    current = null;
    run.stop();
    gate.leave();
    counters.record(config.kind(), outcome, scheduler.nowNanos() - run.startNanos);
    decide(outcome == Outcome.SUCCESS, rttMicros, detail);
    scheduleNext();
  }

  private void decide(boolean success, long rttMicros, String detail) {
    Verdict before = hysteresis.verdict();
    Verdict after = hysteresis.record(success);
    lastDetail = detail;
    if (before != after) {
      LOG.info("{} of {}: {} -> {} ({})", source, target(), before, after, detail);
    }
    if (after == Verdict.UNKNOWN) {
      return;
    }
    for (EndpointId endpoint : endpoints) {
      reporter.report(
          new Command.Observe(endpoint, after, success ? rttMicros : -1, source, detail));
    }
  }

  private void scheduleNext() {
    dueNanos += config.interval().toNanos();
    long nowNanos = scheduler.nowNanos();
    if (dueNanos - nowNanos < 0) {
      dueNanos = nowNanos;
    }
    nextStart = scheduler.schedule(dueNanos - nowNanos, () -> gate.enter(this::begin));
  }

  private String target() {
    return config.host() + " port " + config.port();
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  /** One observation in flight. */
  private static final class Run {
    private final long startNanos;
    private @Nullable CompletableFuture<Observation> result;
    private Scheduler.@Nullable Pending timeout;

    private Run(long startNanos) {
      this.startNanos = startNanos;
    }

    private void stop() {
      if (timeout != null) {
        timeout.cancel();
      }
      if (result != null) {
        try {
          result.cancel(true);
        } catch (RuntimeException | Error e) {
          LOG.warn("a health check could not be cancelled", e);
        }
      }
    }
  }
}
