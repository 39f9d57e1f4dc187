package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.ExchangeStatistics;
import dev.gslb.spi.NetworkFaults;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ServerMetricsTest {
  @Test
  void network_eachCount_standsUnderItsOwnLabel() {
    List<MetricSnapshot> metrics = ServerMetrics.network(new NetworkFaults(1, 2, 3, 4, 5, 6));

    assertThat(values(metrics))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "gslb_network_faults{kind=\"receive\"}", 1.0,
                "gslb_network_faults{kind=\"send\"}", 2.0,
                "gslb_network_faults{kind=\"handler\"}", 5.0,
                "gslb_tcp_connections_closed{reason=\"too_many\"}", 3.0,
                "gslb_tcp_connections_closed{reason=\"too_many_octets\"}", 4.0,
                "gslb_workers_replaced{}", 6.0));
  }

  @Test
  void exchange_eachCount_standsUnderItsOwnLabel() {
    List<MetricSnapshot> metrics =
        ServerMetrics.exchange(new ExchangeStatistics(1, 2, 3, 4, 5, 6, 7, 8));

    assertThat(values(metrics))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "gslb_transfers{result=\"served\"}", 1.0,
                "gslb_transfers{result=\"refused\"}", 2.0,
                "gslb_updates{result=\"applied\"}", 3.0,
                "gslb_updates{result=\"refused\"}", 4.0,
                "gslb_zone_refreshes{result=\"success\"}", 5.0,
                "gslb_zone_refreshes{result=\"failure\"}", 6.0,
                "gslb_secondary_zones{}", 7.0,
                "gslb_absent_zones{}", 8.0));
  }

  private static Map<String, Double> values(List<MetricSnapshot> metrics) {
    Map<String, Double> values = new TreeMap<>();
    for (MetricSnapshot metric : metrics) {
      for (DataPointSnapshot point : metric.getDataPoints()) {
        double value =
            point instanceof CounterDataPointSnapshot count
                ? count.getValue()
                : ((GaugeDataPointSnapshot) point).getValue();
        values.put(metric.getMetadata().getName() + point.getLabels(), value);
      }
    }
    return values;
  }
}
