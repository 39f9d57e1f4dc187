package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.control.Control;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A health check's last word comes after the check was removed. */
class LateObservationTest {
  private final CompletableFuture<ControlPort> port = new CompletableFuture<>();

  /** Hands its port to the test, which observes in its place. */
  private final class Monitor implements HealthMonitorProvider {
    @Override
    public void validate(HealthCheckConfig config) {
      assertThat(config.kind()).isEqualTo("http");
    }

    @Override
    public HealthMonitor create(ControlPort control) {
      port.complete(control);
      return new HealthMonitor() {
        @Override
        public void watch(Map<EndpointId, HealthCheckConfig> checks) {
          throw new IllegalStateException("a monitor's bug");
        }

        @Override
        public void close() {
          assertThat(port).isDone();
        }
      };
    }
  }

  private static Zone zone(boolean checked) throws Exception {
    Endpoint endpoint = Endpoint.of("e", new Target.Address(InetAddress.getByName("192.0.2.1")));
    HealthCheckConfig check = HealthCheckConfig.of("http", "192.0.2.1", 80);
    Policy policy =
        Policy.of("p", "first", List.of(checked ? endpoint.withCheck(check) : endpoint));
    return Zone.builder("example").synthesizeApex().add(GslbName.of("www.example", policy)).build();
  }

  @Test
  void observe_afterTheCheckWasRemoved_isLeftOut() throws Exception {
    try (Control control =
        new Control(
            "test", TestRouters.all(), List.of(new Monitor()), true, Clock.systemUTC(), () -> 0)) {
      control.submit(new Command.ReplaceZones(List.of(zone(true)))).get();
      EndpointId id = new EndpointId("e");
      Command.Observe down = new Command.Observe(id, Verdict.DOWN, -1, "http check", "");
      port.join().submit(down).get();
      assertThat(control.states().state(id))
          .get()
          .extracting(EndpointState::verdict)
          .isEqualTo(Verdict.DOWN);

      control.submit(new Command.ReplaceZones(List.of(zone(false)))).get();
      port.join().submit(down).get();
      assertThat(control.states().state(id))
          .get()
          .extracting(EndpointState::verdict)
          .isEqualTo(Verdict.UP);
    }
  }
}
