package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.NetworkFaults;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ServerMetricsTest {
  @Test
  void network_eachCount_standsUnderItsOwnLabel() {
    Map<String, Double> counts = new TreeMap<>();
    ServerMetrics.network(new NetworkFaults(1, 2, 3, 4, 5, 6))
        .forEach(
            metric ->
                ((CounterSnapshot) metric)
                    .getDataPoints()
                    .forEach(
                        point ->
                            counts.put(
                                metric.getMetadata().getName() + point.getLabels(),
                                point.getValue())));

    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "gslb_network_faults{kind=\"receive\"}", 1.0,
                "gslb_network_faults{kind=\"send\"}", 2.0,
                "gslb_network_faults{kind=\"handler\"}", 5.0,
                "gslb_tcp_connections_closed{reason=\"too_many\"}", 3.0,
                "gslb_tcp_connections_closed{reason=\"too_many_octets\"}", 4.0,
                "gslb_workers_replaced{}", 6.0));
  }
}
