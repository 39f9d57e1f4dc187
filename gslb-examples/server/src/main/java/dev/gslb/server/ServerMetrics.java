package dev.gslb.server;

import dev.gslb.cluster.runtime.OverrideView;
import dev.gslb.config.Additions.Fate;
import dev.gslb.health.HealthMetrics;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.ExchangeStatistics;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.NetworkFaults;
import dev.gslb.spi.QueryStatistics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.xbill.DNS.Rcode;

/**
 * Shows the library's own counters to Prometheus. Labels are bounded: never a name from a query.
 */
final class ServerMetrics implements MultiCollector {
  private final ReferenceServer server;

  ServerMetrics(ReferenceServer server) {
    this.server = server;
  }

  void bindTo(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(this);
  }

  @Override
  public MetricSnapshots collect() {
    QueryStatistics statistics = server.dns().statistics();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(queries(statistics));
    all.add(durations(statistics));
    all.add(counter("gslb_dns_dropped", "Messages without an answer.", statistics.dropped()));
    all.add(
        counter(
            "gslb_dns_rate_limited",
            "Answers held back because too many went to one network.",
            statistics.limited()));
    all.add(counter("gslb_dns_truncated", "Answers with TC.", statistics.truncated()));
    all.add(counter("gslb_dns_failed", "Queries that a router failed.", statistics.failed()));
    all.addAll(network(server.dns().networkFaults()));
    all.addAll(exchange(server.dns().exchangeStatistics()));
    all.add(decisions(statistics));
    all.add(lastHealthy(statistics));
    all.add(reloads());
    all.add(endpoints());
    all.add(draining());
    all.add(gauge("gslb_configured_servers", "Endpoints.", server.dns().states().states().size()));
    all.add(
        gauge(
            "gslb_configured_domains",
            "GSLB names.",
            server.config().zones().stream().mapToLong(zone -> zone.gslbNames().size()).sum()));
    server.state().ifPresent(state -> addState(state, all));
    server.state().ifPresent(state -> addAdditions(server, state, all));
    server
        .dns()
        .healthMonitor()
        .map(HealthMonitor::running)
        .filter(HealthMetrics.class::isInstance)
        .map(HealthMetrics.class::cast)
        .ifPresent(health -> addHealth(health, all));
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot queries(QueryStatistics statistics) {
    CounterSnapshot.Builder queries =
        CounterSnapshot.builder().name("gslb_dns_queries").help("Queries answered.");
    addQueries(queries, "udp", statistics.udp());
    addQueries(queries, "tcp", statistics.tcp());
    return queries.build();
  }

  private static void addQueries(
      CounterSnapshot.Builder queries, String transport, List<Long> counts) {
    for (int rcode = 0; rcode < counts.size(); rcode++) {
      if (counts.get(rcode) > 0) {
        queries.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("transport", transport, "rcode", Rcode.string(rcode)))
                .value(counts.get(rcode))
                .build());
      }
    }
  }

  private static MetricSnapshot durations(QueryStatistics statistics) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    List<Long> counts = statistics.durations();
    for (int i = 0; i < counts.size(); i++) {
      double bound = i == counts.size() - 1 ? Double.POSITIVE_INFINITY : Math.scalb(1.0, i) / 1e9;
      buckets.bucket(bound, counts.get(i));
    }
    return HistogramSnapshot.builder()
        .name("gslb_dns_query_duration_seconds")
        .help("Time to answer a query inside the engine, of one query in 64.")
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(statistics.durationSumNanos() / 1e9)
                .build())
        .build();
  }

  static List<MetricSnapshot> network(NetworkFaults faults) {
    return List.of(
        CounterSnapshot.builder()
            .name("gslb_network_faults")
            .help("What the system refused, or a handler gave up.")
            .dataPoint(labelled("kind", "receive", faults.receive()))
            .dataPoint(labelled("kind", "send", faults.send()))
            .dataPoint(labelled("kind", "handler", faults.handlers()))
            .build(),
        CounterSnapshot.builder()
            .name("gslb_tcp_connections_closed")
            .help("TCP connections closed for want of room.")
            .dataPoint(labelled("reason", "too_many", faults.refusedConnections()))
            .dataPoint(labelled("reason", "too_many_octets", faults.shedConnections()))
            .build(),
        counter(
            "gslb_workers_replaced",
            "Network threads that died and were replaced.",
            faults.replacedWorkers()));
  }

  static List<MetricSnapshot> exchange(ExchangeStatistics statistics) {
    return List.of(
        CounterSnapshot.builder()
            .name("gslb_transfers")
            .help("Transfers that other servers asked for.")
            .dataPoint(labelled("result", "served", statistics.transfers()))
            .dataPoint(labelled("result", "refused", statistics.refusedTransfers()))
            .build(),
        CounterSnapshot.builder()
            .name("gslb_updates")
            .help("Dynamic updates.")
            .dataPoint(labelled("result", "applied", statistics.updates()))
            .dataPoint(labelled("result", "refused", statistics.refusedUpdates()))
            .build(),
        CounterSnapshot.builder()
            .name("gslb_zone_refreshes")
            .help("Times that primaries were asked for a zone.")
            .dataPoint(labelled("result", "success", statistics.refreshes()))
            .dataPoint(labelled("result", "failure", statistics.failedRefreshes()))
            .build(),
        gauge("gslb_secondary_zones", "Zones of primaries.", statistics.secondaryZones()),
        gauge("gslb_absent_zones", "Zones that should be here.", statistics.absentZones()));
  }

  private static MetricSnapshot decisions(QueryStatistics statistics) {
    CounterSnapshot.Builder decisions =
        CounterSnapshot.builder().name("gslb_routing_decisions").help("Decisions of routers.");
    statistics
        .decisions()
        .forEach(
            (router, count) ->
                decisions.dataPoint(
                    CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(Labels.of("algorithm", router))
                        .value((double) count)
                        .build()));
    return decisions.build();
  }

  private static MetricSnapshot lastHealthy(QueryStatistics statistics) {
    CounterSnapshot.Builder answers =
        CounterSnapshot.builder()
            .name("gslb_last_healthy_answers")
            .help("Answers from who was healthy last, by policy.");
    statistics
        .lastHealthy()
        .forEach((policy, count) -> answers.dataPoint(labelled("policy", policy, count)));
    return answers.build();
  }

  private MetricSnapshot reloads() {
    return CounterSnapshot.builder()
        .name("gslb_config_reloads")
        .help("Reloads of the configuration.")
        .dataPoint(labelled("result", "applied", server.reloads()))
        .dataPoint(labelled("result", "refused", server.refusedReloads()))
        .build();
  }

  private MetricSnapshot endpoints() {
    long up = server.dns().states().states().stream().filter(EndpointState::up).count();
    return gauge("gslb_healthy_servers", "Endpoints that count as up.", up);
  }

  private MetricSnapshot draining() {
    long draining =
        server.dns().states().states().stream()
            .filter(state -> state.sharePermille() < EndpointOverride.WHOLE_SHARE)
            .count();
    return gauge("gslb_draining_servers", "Endpoints that drain, or were drained.", draining);
  }

  /** What is said beside the files, by what became of it. */
  private static void addAdditions(
      ReferenceServer server, RuntimeState state, List<MetricSnapshot> all) {
    Collection<Fate> servers = server.effective().serverFates().values();
    all.add(fates("gslb_registrations", "Registrations of servers.", servers));
    Collection<Fate> mappings = server.effective().mappingFates().values();
    all.add(fates("gslb_geo_mappings", "Networks placed at run time.", mappings));
    int passedOver = state.additions().said().passedOver();
    String help = "Registrations and mappings that cannot be read, or are too many.";
    all.add(gauge("gslb_state_passed_over", help, passedOver));
  }

  private static MetricSnapshot fates(String name, String help, Collection<Fate> fates) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    for (Fate fate : Fate.values()) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("status", SaidAdditions.text(fate)))
              .value(Collections.frequency(fates, fate))
              .build());
    }
    return gauge.build();
  }

  private static void addState(RuntimeState state, List<MetricSnapshot> all) {
    List<OverrideView> overrides = state.overrides().views();
    long orphaned = overrides.stream().filter(OverrideView::isOrphaned).count();
    all.add(gauge("gslb_overrides_active", "Overrides of servers.", overrides.size() - orphaned));
    all.add(gauge("gslb_overrides_orphaned", "Overrides of what is not configured.", orphaned));
    boolean leads = state.backend().election().current().self();
    all.add(gauge("gslb_cluster_leader", "Whether this node leads.", leads ? 1 : 0));
    boolean answers = state.readiness().ready();
    all.add(gauge("gslb_cluster_answering", "Whether this node may answer.", answers ? 1 : 0));
    boolean reachable = state.backend().health().reachable();
    all.add(gauge("gslb_state_store_reachable", "Whether the store answers.", reachable ? 1 : 0));
  }

  private static void addHealth(HealthMetrics health, List<MetricSnapshot> all) {
    CounterSnapshot.Builder results =
        CounterSnapshot.builder().name("gslb_health_check_results").help("Runs of checks.");
    SummarySnapshot.Builder durations =
        SummarySnapshot.builder()
            .name("gslb_health_check_duration_seconds")
            .help("Time that runs of checks took.");
    for (HealthMetrics.KindMetrics kind : health.kinds()) {
      addResult(results, kind.kind(), "success", kind.successes());
      addResult(results, kind.kind(), "failure", kind.failures());
      addResult(results, kind.kind(), "timeout", kind.timeouts());
      addResult(results, kind.kind(), "error", kind.errors());
      durations.dataPoint(
          SummarySnapshot.SummaryDataPointSnapshot.builder()
              .labels(Labels.of("kind", kind.kind()))
              .count(kind.runs())
              .sum(kind.durationNanos() / 1e9)
              .build());
    }
    all.add(results.build());
    all.add(durations.build());
    all.add(gauge("gslb_health_checks_active", "Different checks.", health.activeChecks()));
  }

  private static void addResult(
      CounterSnapshot.Builder results, String kind, String result, long count) {
    results.dataPoint(
        CounterSnapshot.CounterDataPointSnapshot.builder()
            .labels(Labels.of("kind", kind, "result", result))
            .value((double) count)
            .build());
  }

  private static CounterSnapshot.CounterDataPointSnapshot labelled(
      String label, String value, long count) {
    return CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(Labels.of(label, value))
        .value((double) count)
        .build();
  }

  private static MetricSnapshot counter(String name, String help, long count) {
    return CounterSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value((double) count).build())
        .build();
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
