package dev.gslb.internal.exchange;

import dev.gslb.spi.ControlPort;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of {@link Secondaries}: none until there is a zone to take. */
public final class SecondaryThreads {
  private static final Logger LOG = LoggerFactory.getLogger(SecondaryThreads.class);

  /** Zones that are asked for or taken at the same time. */
  private static final int WORKERS = 8;

  private static final int IDLE_SECONDS = 30;
  private static final int CLOSING_SECONDS = 5;

  private SecondaryThreads() {}

  /**
   * Opens the secondaries of a server.
   *
   * @param name of the server, for the threads' names
   * @param control where zones go
   * @param absent learns which zones are not there
   * @param members learns to whom zones are given on that catalogs name
   * @param counts counts refreshes
   * @param clock tells when a zone was confirmed
   * @param random from 0 to 1, asked by one thread
   */
  public static Secondaries open(
      String name,
      ControlPort control,
      AbsentZones absent,
      MemberExchanges members,
      ExchangeCounts counts,
      InstantSource clock,
      DoubleSupplier random) {
    ScheduledThreadPoolExecutor loop =
        new ScheduledThreadPoolExecutor(1, factory(name + "-secondary"));
    loop.setRemoveOnCancelPolicy(true);
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory(name + "-intake"));
    workers.allowCoreThreadTimeOut(true);
    return new Secondaries(
        control,
        absent,
        members,
        new ZoneFetcher(new SilentPrimaries(clock)),
        counts,
        clock,
        random,
        loop,
        workers,
        (wait, task) -> {
          var set = loop.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
          return () -> set.cancel(false);
        },
        () -> {
          loop.shutdownNow();
          workers.shutdownNow();
          awaitEnd(workers);
        });
  }

  /** Who is writing a zone to disk finishes it. */
  private static void awaitEnd(ThreadPoolExecutor workers) {
    try {
      boolean ended = workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
      LOG.debug("all zones are on disk: {}", ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
