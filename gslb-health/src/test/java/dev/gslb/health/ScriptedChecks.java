package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.zone.HealthCheckConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Checks of the kind {@code scripted} that answer what a test says, and remember their runs. */
final class ScriptedChecks implements HealthCheckProvider {

  private final Scheduler scheduler;
  private final Map<String, Supplier<CompletableFuture<HealthCheck.Observation>>> scripts =
      new HashMap<>();
  final List<CompletableFuture<HealthCheck.Observation>> runs = new ArrayList<>();
  final Map<String, List<Long>> startNanos = new HashMap<>();
  final List<String> closed = new ArrayList<>();
  int created;

  ScriptedChecks(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Says what the checks of a host answer from now on; a success of 100 µs unless said. */
  void script(String host, Supplier<CompletableFuture<HealthCheck.Observation>> answer) {
    scripts.put(host, answer);
  }

  void succeed(String host) {
    script(host, ScriptedChecks::success);
  }

  void fail(String host) {
    script(
        host, () -> CompletableFuture.completedFuture(HealthCheck.Observation.failure("broken")));
  }

  void hang(String host) {
    script(host, CompletableFuture::new);
  }

  List<Long> starts(String host) {
    return startNanos.getOrDefault(host, List.of());
  }

  @Override
  public String kind() {
    return "scripted";
  }

  @Override
  public void validate(HealthCheckConfig config) {}

  @Override
  public HealthCheck create(HealthCheckConfig config) {
    created++;
    String host = config.host();
    return new HealthCheck() {
      @Override
      public CompletableFuture<Observation> observe() {
        startNanos.computeIfAbsent(host, key -> new ArrayList<>()).add(scheduler.nowNanos());
        CompletableFuture<Observation> run =
            scripts.getOrDefault(host, ScriptedChecks::success).get();
        runs.add(run);
        return run;
      }

      @Override
      public void close() {
        closed.add(host);
      }
    };
  }

  private static CompletableFuture<HealthCheck.Observation> success() {
    return CompletableFuture.completedFuture(HealthCheck.Observation.success(100, "fine"));
  }
}
