package dev.gslb.benchmarks.memory;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** Watches the heap and the pauses of the collector. Safe for any thread. */
final class Heap {
  private static final int COLLECTIONS = 3;

  private long mostLiveBytes;
  private long longestPauseMillis;
  private long pauses;

  /** Counts the octets that are reachable, after full collections. */
  static long liveBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Begins to watch. */
  Heap() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) bean)
          .addNotificationListener(
              (notification, source) ->
                  add(
                      GarbageCollectionNotificationInfo.from(
                          (CompositeData) notification.getUserData())),
              null,
              null);
    }
  }

  private synchronized void add(GarbageCollectionNotificationInfo collection) {
    // Concurrent collectors report their cycles beside their pauses.
    String name = collection.getGcName();
    if (name.contains("Cycles") || name.contains("Concurrent")) {
      return;
    }
    pauses++;
    longestPauseMillis = Math.max(longestPauseMillis, collection.getGcInfo().getDuration());
    long after = 0;
    Map<String, MemoryUsage> pools = collection.getGcInfo().getMemoryUsageAfterGc();
    for (Map.Entry<String, MemoryUsage> pool : pools.entrySet()) {
      if (isHeap(pool.getKey())) {
        after += pool.getValue().getUsed();
      }
    }
    mostLiveBytes = Math.max(mostLiveBytes, after);
  }

  private static boolean isHeap(String pool) {
    return !pool.contains("Metaspace") && !pool.contains("Code") && !pool.contains("Class");
  }

  /** Says what was seen since the last call. */
  synchronized String report() {
    String text =
        pauses
            + " pauses, longest "
            + longestPauseMillis
            + " ms, at most "
            + mostLiveBytes / (1 << 20)
            + " MiB behind a collection";
    pauses = 0;
    longestPauseMillis = 0;
    mostLiveBytes = 0;
    return text;
  }
}
