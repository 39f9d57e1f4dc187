package dev.gslb.health;

import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@link WatchedCheck} for each configuration that an endpoint uses. Calls come from any
 * thread; the maps belong to the scheduler thread.
 */
final class CheckMonitor implements HealthMonitor, HealthMetrics, WatchedCheck.Reporter {

  private static final Logger LOG = LoggerFactory.getLogger(CheckMonitor.class);
  private static final long START_SPACING_NANOS = Duration.ofMillis(10).toNanos();

  private final CheckKinds kinds;
  private final ControlPort control;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final RunGate gate;
  private final RunCounters counters = new RunCounters();
  private final Map<HealthCheckConfig, WatchedCheck> checks = new HashMap<>();
  private final Map<EndpointId, WatchedCheck> byEndpoint = new HashMap<>();
  private final Object reporting = new Object();
  private boolean closed; // guarded by reporting
  private volatile int activeChecks; // written by the scheduler thread only

  CheckMonitor(
      CheckKinds kinds,
      ControlPort control,
      Scheduler scheduler,
      RandomGenerator random,
      int maxRunsInFlight) {
    this.kinds = kinds;
    this.control = control;
    this.scheduler = scheduler;
    this.random = random;
    this.gate = new RunGate(maxRunsInFlight, scheduler);
  }

  @Override
  public void watch(Map<EndpointId, HealthCheckConfig> wanted) {
    Map<EndpointId, HealthCheckConfig> copy = Map.copyOf(wanted);
    scheduler.execute(() -> apply(closed() ? Map.of() : copy));
  }

  @Override
  public void close() {
    synchronized (reporting) {
      if (closed) {
        return;
      }
      closed = true;
    }
    scheduler.execute(() -> apply(Map.of()));
    scheduler.close();
  }

  @Override
  public void report(Command.Observe observation) {
    synchronized (reporting) {
      if (!closed) {
        var unused = control.submit(observation);
      }
    }
  }

  @Override
  public List<KindMetrics> kinds() {
    return counters.snapshot();
  }

  @Override
  public int activeChecks() {
    return activeChecks;
  }

  @Override
  public int runsInFlight() {
    return gate.inFlight();
  }

  @Override
  public int runsWaiting() {
    return gate.waiting();
  }

  private boolean closed() {
    synchronized (reporting) {
      return closed;
    }
  }

  private void apply(Map<EndpointId, HealthCheckConfig> wanted) {
    List<WatchedCheck> left = leave(wanted);
    List<WatchedCheck> added = new ArrayList<>();
    wanted.forEach(
        (endpoint, config) -> {
          WatchedCheck previous = byEndpoint.get(endpoint);
          if (previous != null && previous.config().equals(config)) {
            return;
          }
          WatchedCheck check = checks.get(config);
          if (check == null) {
            check =
                new WatchedCheck(
                    config, initial(previous, config), kinds, scheduler, gate, counters, this);
            checks.put(config, check);
            added.add(check);
          }
          check.add(endpoint);
          byEndpoint.put(endpoint, check);
        });
    for (WatchedCheck check : left) {
      if (check.unused() && checks.remove(check.config(), check)) {
        check.end();
      }
    }
    for (WatchedCheck check : added) {
      check.start(firstDelayNanos(check.config(), added.size()));
    }
    activeChecks = checks.size();
    LOG.debug("{} checks of {} endpoints", checks.size(), byEndpoint.size());
  }

  /** Takes endpoints from the checks that they no longer use, and returns these checks. */
  private List<WatchedCheck> leave(Map<EndpointId, HealthCheckConfig> wanted) {
    List<WatchedCheck> left = new ArrayList<>();
    byEndpoint
        .entrySet()
        .removeIf(
            entry -> {
              HealthCheckConfig config = wanted.get(entry.getKey());
              WatchedCheck check = entry.getValue();
              if (check.config().equals(config)) {
                return false;
              }
              check.remove(entry.getKey());
              left.add(check);
              return config == null;
            });
    return left;
  }

  /** A verdict on one machine says nothing of another. */
  private static Verdict initial(@Nullable WatchedCheck previous, HealthCheckConfig config) {
    if (previous == null
        || !previous.config().host().equals(config.host())
        || previous.config().port() != config.port()) {
      return Verdict.UNKNOWN;
    }
    return previous.verdict();
  }

  private long firstDelayNanos(HealthCheckConfig config, int startingTogether) {
    long windowNanos =
        Math.min(config.interval().toNanos(), startingTogether * START_SPACING_NANOS);
    return random.nextLong(windowNanos);
  }
}
