package dev.gslb.cluster.runtime;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.Watch;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides until when a node of a cluster may answer, and tells its server by {@link
 * Command.ServeUntil}. Each permission is reckoned from before the other nodes were asked, so that
 * a node which was cut off or stopped falls silent by itself, by its own monotonic clock.
 *
 * <p>Safe for any thread. Its one thread is a daemon, {@code gslb-serving}.
 */
public final class ServingGate implements AutoCloseable {
  /** Who answers. */
  public enum Answering {
    /** The leader alone, for as long as it is sure that no other node leads. */
    LEADER,
    /** Every node that has read the agreed state not longer ago than a set time. */
    ALL
  }

  private static final Logger LOG = LoggerFactory.getLogger(ServingGate.class);

  /** A leader asks so often; its permission lasts a few times longer. */
  private static final long LEADER_MILLIS = 75;

  private static final long LEAST_MILLIS = 50;

  /** Permissions that may be missed before a node falls silent. */
  private static final int ATTEMPTS = 8;

  private final ClusterBackend backend;
  private final Answering answering;
  private final long staleNanos;
  private final BooleanSupplier ready;
  private final ControlPort control;
  private final OneThread thread = new OneThread("gslb-serving");
  private boolean asking; // of the thread
  private boolean told; // of the thread
  private long round; // of the thread
  private volatile long untilNanos; // written by the thread
  private @Nullable Watch watch;

  private ServingGate(
      ClusterBackend backend,
      Answering answering,
      Duration deadline,
      BooleanSupplier ready,
      ControlPort control) {
    this.backend = backend;
    this.answering = answering;
    this.staleNanos = deadline.toNanos();
    this.ready = ready;
    this.control = control;
    this.untilNanos = System.nanoTime();
  }

  /**
   * Begins to ask.
   *
   * @param backend of this node; kept open by the caller for longer than the gate
   * @param answering who answers
   * @param deadline with {@link Answering#ALL}, how old the agreed state may be; the leader's is
   *     the backend's business
   * @param ready whether the server has what it needs to answer rightly
   * @param control of a server that was started gated
   * @return a gate that belongs to the caller
   */
  public static ServingGate start(
      ClusterBackend backend,
      Answering answering,
      Duration deadline,
      BooleanSupplier ready,
      ControlPort control) {
    ServingGate gate = new ServingGate(backend, answering, deadline, ready, control);
    long millis =
        answering == Answering.LEADER
            ? LEADER_MILLIS
            : Math.max(LEAST_MILLIS, deadline.toMillis() / ATTEMPTS);
    gate.thread.executeEvery(millis, gate::ask);
    gate.watch = backend.election().listen(leadership -> gate.thread.offer(gate::changed));
    return gate;
  }

  /**
   * Says whether this node may answer now.
   *
   * @return true until the deadline that its server was told
   */
  public boolean isOpen() {
    return untilNanos - System.nanoTime() > 0;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    thread.close();
  }

  /** What was asked of a former leadership no longer counts. */
  private void changed() {
    if (answering == Answering.LEADER) {
      round++;
      asking = false;
      if (!backend.election().current().self()) {
        close("this node does not lead");
      }
    }
    ask();
  }

  private void ask() {
    if (asking || !ready.getAsBoolean()) {
      return;
    }
    CompletableFuture<Long> until = permission();
    if (until == null) {
      return;
    }
    asking = true;
    long asked = round;
    var unused =
        until.whenCompleteAsync((nanos, error) -> answered(asked, nanos, error), thread::offer);
  }

  /** Until when to answer; null if there is no point in asking. */
  private @Nullable CompletableFuture<Long> permission() {
    if (answering == Answering.LEADER) {
      Leadership leadership = backend.election().current();
      return leadership.self() ? backend.election().confirm() : null;
    }
    long began = System.nanoTime();
    return backend.store().get(LeaderElection.LEADER).thenApply(lookup -> began + staleNanos);
  }

  private void answered(long asked, @Nullable Long nanos, @Nullable Throwable error) {
    if (asked != round) {
      return;
    }
    asking = false;
    if (nanos != null) {
      open(nanos);
    } else {
      LOG.debug("This node may not answer for longer", error);
      if (told && !isOpen()) {
        told = false;
        LOG.warn(
            "Answering no longer: the cluster does not confirm that this node may ({})",
            String.valueOf(error));
      }
    }
  }

  private void open(long nanos) {
    boolean over = nanos - untilNanos <= 0 || nanos - System.nanoTime() <= 0;
    if (nanos != Command.ServeUntil.FOREVER && over) {
      return;
    }
    untilNanos = nanos == Command.ServeUntil.FOREVER ? System.nanoTime() + nanos / 2 : nanos;
    tell(nanos);
    if (!told) {
      told = true;
      LOG.info("Answering: {}", answering == Answering.LEADER ? "this node leads" : "in step");
    }
  }

  private void close(String reason) {
    if (isOpen()) {
      untilNanos = System.nanoTime();
      tell(untilNanos);
    }
    if (told) {
      told = false;
      LOG.info("Answering no longer: {}", reason);
    }
  }

  private void tell(long nanos) {
    var unused =
        control
            .submit(new Command.ServeUntil(nanos))
            .whenComplete(
                (id, error) -> {
                  if (error != null) {
                    LOG.debug("the server takes no more commands", error);
                  }
                });
  }
}
