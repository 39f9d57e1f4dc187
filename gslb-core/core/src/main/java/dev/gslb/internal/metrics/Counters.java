package dev.gslb.internal.metrics;

import dev.gslb.spi.QueryStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** All workers' counters. Any thread. */
public final class Counters {
  private final List<WorkerCounters> workers = new CopyOnWriteArrayList<>();

  /** Makes the counters of one worker. */
  public WorkerCounters newWorker() {
    WorkerCounters counters = new WorkerCounters();
    workers.add(counters);
    return counters;
  }

  /**
   * Adds up what all workers counted.
   *
   * @param routers by their numbers
   * @param lastHealthy the policies that served who was healthy last, by their numbers
   */
  public QueryStatistics sum(List<String> routers, List<String> lastHealthy) {
    long[] sum = new long[WorkerCounters.size()];
    workers.forEach(worker -> worker.addTo(sum));
    List<Long> udp = new ArrayList<>();
    List<Long> tcp = new ArrayList<>();
    for (int rcode = 0; rcode < WorkerCounters.RCODES; rcode++) {
      udp.add(WorkerCounters.answered(sum, false, rcode));
      tcp.add(WorkerCounters.answered(sum, true, rcode));
    }
    Map<String, Long> decisions = new LinkedHashMap<>();
    for (int i = 0; i < routers.size(); i++) {
      decisions.put(routers.get(i), WorkerCounters.routed(sum, i));
    }
    Map<String, Long> stale = new LinkedHashMap<>();
    for (int i = 0; i < lastHealthy.size(); i++) {
      stale.put(lastHealthy.get(i), WorkerCounters.servedLastHealthy(sum, i));
    }
    List<Long> durations = new ArrayList<>();
    for (int bucket = 0; bucket < WorkerCounters.DURATION_BUCKETS; bucket++) {
      durations.add(WorkerCounters.duration(sum, bucket));
    }
    return new QueryStatistics(
        udp,
        tcp,
        WorkerCounters.dropped(sum),
        WorkerCounters.limited(sum),
        WorkerCounters.truncated(sum),
        WorkerCounters.failed(sum),
        decisions,
        stale,
        durations,
        WorkerCounters.durationSumNanos(sum));
  }
}
