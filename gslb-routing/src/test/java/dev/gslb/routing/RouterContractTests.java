package dev.gslb.routing;

import dev.gslb.spi.RouterProvider;
import dev.gslb.testkit.RouterContractTest;
import dev.gslb.zone.Options;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Every built-in router keeps the contract, with each of its modes. */
final class RouterContractTests {

  @Nested
  final class RoundRobin extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new RoundRobinRouterProvider();
    }
  }

  @Nested
  final class Failover extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new FailoverRouterProvider();
    }
  }

  @Nested
  final class WeightedSingle extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new WeightedRouterProvider();
    }
  }

  @Nested
  final class WeightedMulti extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new WeightedRouterProvider();
    }

    @Override
    protected Options options() {
      return Options.of("mode", "multi");
    }

    @Override
    protected boolean fillsRoom() {
      return false;
    }
  }

  @Nested
  final class Latency extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new LatencyRouterProvider();
    }
  }

  @Nested
  final class LatencyWithLimit extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new LatencyRouterProvider();
    }

    @Override
    protected Options options() {
      return Options.of("max_latency_ms", 100).with("min_samples", 1);
    }

    @Override
    protected boolean fillsRoom() {
      return false;
    }
  }

  @Nested
  final class Geo extends RouterContractTest {
    @Override
    protected RouterProvider provider() {
      return new GeoRouterProvider();
    }

    @Override
    protected Options options() {
      return Options.of("default_region", "c")
          .with(
              "custom_mappings",
              List.of(
                  Map.of("cidr", "0.0.0.0/2", "region", "a"),
                  Map.of("cidr", "128.0.0.0/1", "region", "b"),
                  Map.of("cidr", "8000::/1", "region", "b")));
    }

    @Override
    protected boolean fillsRoom() {
      return false;
    }

    @Override
    protected boolean readsClient() {
      return true;
    }
  }
}
