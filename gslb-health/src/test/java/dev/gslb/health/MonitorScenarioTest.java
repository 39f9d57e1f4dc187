package dev.gslb.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Command;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The monitor with real threads and sockets. */
@Timeout(60)
class MonitorScenarioTest {

  private static final Duration SOON = Duration.ofMillis(300);

  private final BlockingQueue<Command.Observe> reports = new LinkedBlockingQueue<>();
  private final HealthMonitor monitor = newMonitor();

  @Test
  void watch_backendDiesAndReturns_isReportedDownAndUp() throws Exception {
    EndpointId endpoint = new EndpointId("backend");
    TestWeb web = TestWeb.http();
    int port = web.port();
    HealthCheckConfig config =
        HealthCheckConfig.of("http", "127.0.0.1", port).every(SOON, SOON).thresholds(2, 2);
    monitor.watch(Map.of(endpoint, config));

    Command.Observe up = awaitVerdict(Verdict.UP);
    web.close();
    Command.Observe down = awaitVerdict(Verdict.DOWN);
    Command.Observe again;
    try (TestWeb restarted = TestWeb.http(port)) {
      assertThat(restarted.seen.take()).isNotNull();
      again = awaitVerdict(Verdict.UP);
    }
    monitor.close();

    assertThat(up.rttMicros()).isNotNegative();
    assertThat(up.source()).isEqualTo("http check");
    assertThat(down.detail()).isNotBlank();
    assertThat(again.detail()).isEqualTo("status 200");
  }

  @Test
  void watch_hundredsOfTargets_useFewThreads() throws Exception {
    int count = 300;
    try (ServerSocket silent = new ServerSocket(0, count, InetAddress.getLoopbackAddress())) {
      Map<EndpointId, HealthCheckConfig> checks = new HashMap<>();
      for (int i = 0; i < count; i++) {
        // A different threshold makes each one a check of its own.
        checks.put(
            new EndpointId("backend" + i),
            HealthCheckConfig.of("tcp", "127.0.0.1", silent.getLocalPort()).thresholds(i + 1, 1));
      }
      monitor.watch(checks);
      for (int i = 0; i < count; i++) {
        assertThat(awaitVerdict(Verdict.UP).detail()).isEqualTo("connected");
      }
      long threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("gslb-health"))
              .count();

      assertThat(threads).isLessThanOrEqualTo(2);
      assertThat(((HealthMetrics) monitor).kinds().get(0).successes()).isEqualTo(count);
    } finally {
      monitor.close();
    }
  }

  @Test
  void close_whileChecksRun_reportsNothingAfterwards() throws Exception {
    EndpointId closed = new EndpointId("closed");
    EndpointId witness = new EndpointId("witness");
    try (TestWeb web = TestWeb.http()) {
      HealthCheckConfig config =
          HealthCheckConfig.of("http", "127.0.0.1", web.port()).every(SOON, SOON);
      monitor.watch(Map.of(closed, config));
      awaitVerdict(Verdict.UP);
      monitor.close();
      reports.clear();

      try (HealthMonitor other = newMonitor()) {
        other.watch(Map.of(witness, config));
        for (int i = 0; i < 5; i++) {
          assertThat(reports.take().endpoint()).isEqualTo(witness);
        }
      }
    }
  }

  private HealthMonitor newMonitor() {
    return new StandardHealthMonitorProvider()
        .create(
            command -> {
              reports.add((Command.Observe) command);
              return CompletableFuture.completedFuture(1L);
            });
  }

  private Command.Observe awaitVerdict(Verdict verdict) throws InterruptedException {
    Command.Observe report = reports.take();
    while (report.verdict() != verdict) {
      report = reports.take();
    }
    return report;
  }
}
