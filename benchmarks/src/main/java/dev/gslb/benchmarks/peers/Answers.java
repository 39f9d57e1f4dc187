package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Makes sure that a server answers, and rightly, before it is measured. */
final class Answers {
  private static final int SAMPLES = 500;
  private static final int PATIENCE_MILLIS = 2_000;
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);
  private static final int STANDARD_ERRORS = 5;

  private Answers() {}

  /**
   * Asks for a workload's last name until the answer is right.
   *
   * @param everyMillis how often it is asked, so also how exact the result is
   * @return nanoseconds from the start of the process
   */
  static long awaitFirst(Running server, Probe.Transport transport, int everyMillis)
      throws IOException {
    Probe probe = new Probe(transport, server.port(), everyMillis);
    int last = server.workload().names() - 1;
    while (true) {
      long asked = System.nanoTime();
      boolean isRight = isRight(server, last, probe.ask(Workload.fullName(last)));
      long now = System.nanoTime();
      if (isRight) {
        return now - server.startedNanos();
      }
      server.mustBeAlive();
      if (now - server.startedNanos() > START_LIMIT_NANOS) {
        throw server.failure("does not answer");
      }
      pause(TimeUnit.MILLISECONDS.toNanos(everyMillis) - (now - asked));
    }
  }

  /** Asks for names at random. Every answer must be right, and weights must be honoured. */
  static void check(Running server, Probe.Transport transport) throws IOException {
    Workload workload = server.workload();
    Probe probe = new Probe(transport, server.port(), PATIENCE_MILLIS);
    SplittableRandom random = new SplittableRandom(1);
    int[] times = new int[workload.endpoints()];
    for (int i = 0; i < SAMPLES; i++) {
      int name = random.nextInt(workload.names());
      long address = probe.ask(Workload.fullName(name));
      if (!isRight(server, name, address)) {
        String text = address == Probe.NOTHING ? "no address" : Workload.text((int) address);
        throw server.failure("wrong answer for " + Workload.fullName(name) + ": " + text);
      }
      if (workload.isWeighted() && !server.peer().isFloor()) {
        times[(int) address - Workload.endpointAddress(0)]++;
      }
    }
    if (!server.peer().isFloor()) {
      checkWeights(server, times);
    }
  }

  private static void checkWeights(Running server, int[] times) {
    double total = 0;
    for (int i = 0; i < times.length; i++) {
      total += Workload.weight(i);
    }
    for (int i = 0; i < times.length; i++) {
      double share = Workload.weight(i) / total;
      double error = Math.sqrt(SAMPLES * share * (1 - share));
      if (Math.abs(times[i] - SAMPLES * share) > STANDARD_ERRORS * error) {
        throw server.failure(
            "endpoint " + i + " came " + times[i] + " times of " + SAMPLES + ", share " + share);
      }
    }
  }

  private static boolean isRight(Running server, int name, long address) {
    return address != Probe.NOTHING
        && (server.peer().isFloor() || server.workload().isRight(name, (int) address));
  }

  private static void pause(long nanos) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
