package dev.gslb.benchmarks.memory;

import dev.gslb.GslbServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Flips the health of endpoints one after the other, and measures from each verdict to the first
 * answer over UDP that shows it.
 */
final class Flips implements Runnable {
  private static final long PAUSE_MILLIS = 2;

  private final GslbServer server;
  private final int names;
  private volatile boolean stopped;
  private long[] micros = new long[1 << 10];
  private int count;

  Flips(GslbServer server, int endpoints) {
    this.server = server;
    this.names = endpoints / Farm.OF_A_NAME;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    SplittableRandom random = new SplittableRandom(5);
    try (DnsClient client = new DnsClient(server.addresses().get(0))) {
      while (!stopped) {
        int first = Farm.OF_A_NAME * random.nextInt(names);
        add(flip(client, first, false));
        add(flip(client, first, true));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("flips ended", e);
    }
  }

  private long flip(DnsClient client, int first, boolean up) throws IOException {
    int expected = Farm.address(up ? first : first + 1);
    String name = Farm.name(first);
    long start = System.nanoTime();
    CompletableFuture<Long> published = server.control().submit(Farm.verdict(first, up));
    while (client.ask(name) != expected) {
      Thread.onSpinWait();
    }
    long micros = (System.nanoTime() - start) / 1_000;
    published.join();
    return micros;
  }

  private synchronized void add(long value) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = value;
  }

  /** Says what was measured since the last call. */
  synchronized String report() {
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    int slow = 0;
    for (long one : sorted) {
      slow += one > 10_000 ? 1 : 0;
    }
    count = 0;
    return String.format(
        Locale.ROOT,
        "%,d flips: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f ms; %d over 10 ms",
        sorted.length,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 0.999),
        at(sorted, 1),
        slow);
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))] / 1_000.0;
  }
}
