package dev.gslb.internal.control;

import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.Command;
import dev.gslb.spi.Command.Observe;
import dev.gslb.spi.Command.Overrule;
import dev.gslb.spi.Command.Remember;
import dev.gslb.spi.Command.ServeUntil;
import dev.gslb.spi.Command.ZoneCommand;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.StateView;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.RefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 *   submit(ZoneCommand) --> builder thread: ZoneDesk checks, builds --+
 *   submit(Observe, Overrule, Remember, ServeUntil) ------------------+--> queue --> control thread
 *                                                                          all that waits is one tick:
 *                                                                          compose, publish, complete
 *
 * Policies that only got routers built anew are taken over during several ticks, so that a flip
 * does not wait for all of them; a command is complete when the last one of its own is. They are
 * taken over in the order in which they came, so that no later command keeps one from its end.
 */

/** Applies commands. Owns the builder thread and the control thread. */
public final class Control implements ControlPort, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Control.class);

  private final SnapshotCell cell = new SnapshotCell(Composer.nothing());
  private final EndpointBook endpoints;
  private final Composer composer;
  private final ZoneDesk desk;
  private final List<String> routers;
  private final @Nullable HealthMonitor monitor;
  private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final ExecutorService builder;
  private final Thread control;
  private Map<EndpointId, HealthCheckConfig> watched = Map.of();
  private volatile ZoneListener listener = ZoneListener.NONE;
  private volatile UnaryOperator<PackedZone> over = zone -> zone;
  private volatile boolean closed;

  /** Commands that are applied but for some renewed policies. Belongs to the control thread. */
  private final List<Applied> applied = new ArrayList<>();

  private record Task(Runnable change, CompletableFuture<Long> done) {}

  /** Waits for a renewal of the composer. */
  private record Applied(long renewal, CompletableFuture<Long> done) {}

  /**
   * Starts the threads, with nothing to serve.
   *
   * @param name of the server, for the threads' names
   * @param routers those that policies may name
   * @param monitors the first one checks health, if there is one
   * @param checkHealth whether it does; if not, it only says which configurations are right
   * @param clock for the times in endpoint states
   * @param ticketStarts where each rotation begins
   */
  public Control(
      String name,
      List<RouterProvider> routers,
      List<HealthMonitorProvider> monitors,
      boolean checkHealth,
      Clock clock,
      LongSupplier ticketStarts) {
    HealthMonitorProvider provider = monitors.isEmpty() ? null : monitors.get(0);
    PolicyCompiler compiler = new PolicyCompiler(routers, provider);
    this.endpoints = new EndpointBook(clock);
    this.composer = new Composer(cell, endpoints, ticketStarts);
    this.desk = new ZoneDesk(compiler, zone -> over.apply(zone));
    this.routers = compiler.countedRouters();
    this.builder = Executors.newSingleThreadExecutor(task -> daemon(task, name + "-builder"));
    this.control = daemon(this::run, name + "-control");
    this.control.start();
    this.monitor = provider == null || !checkHealth ? null : provider.create(this::submitChecked);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Has a listener told of zones from now on, in place of the one before. */
  public void listen(ZoneListener listener) {
    this.listener = listener;
  }

  /** Has zones that come whole changed before they are served, from now on. */
  public void over(UnaryOperator<PackedZone> change) {
    over = change;
  }

  /** The snapshots. */
  public SnapshotCell cell() {
    return cell;
  }

  /** The endpoints' states. */
  public StateView states() {
    return endpoints;
  }

  /** The health monitor, or null if none is on the class path. */
  public @Nullable HealthMonitor monitor() {
    return monitor;
  }

  /** The names of the routers by the number under which their decisions are counted. */
  public List<String> routers() {
    return routers;
  }

  /** The policies by the number under which answers from who was healthy last are counted. */
  public List<String> lastHealthyPolicies() {
    return endpoints.last().counted();
  }

  @Override
  public CompletableFuture<Long> submit(Command command) {
    if (command instanceof ZoneCommand change) {
      return build(() -> desk.apply(change));
    }
    CompletableFuture<Long> done = new CompletableFuture<>();
    if (command instanceof Observe observed) {
      enqueue(new Task(() -> composer.observe(observed), done));
    } else if (command instanceof Overrule said) {
      enqueue(new Task(() -> composer.overrule(said), done));
    } else if (command instanceof Remember said) {
      enqueue(new Task(() -> composer.remember(said), done));
    } else {
      long deadline = ((ServeUntil) command).deadlineNanos();
      enqueue(new Task(() -> composer.serveUntil(deadline), done));
    }
    return done;
  }

  /**
   * Changes the records of a zone.
   *
   * @param change makes the zone that is to be served of the one that is, on the builder thread
   * @return as {@link #submit}
   */
  public CompletableFuture<Long> change(DomainName apex, UnaryOperator<PackedZone> change) {
    return build(() -> desk.change(apex, change));
  }

  private CompletableFuture<Long> build(Supplier<ZoneDesk.Installation> work) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    try {
      builder.execute(() -> build(work, done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(closedException());
    }
    return done;
  }

  /** What the monitor says of an endpoint whose check is gone meanwhile no longer counts. */
  private CompletableFuture<Long> submitChecked(Command command) {
    if (command instanceof Observe observed) {
      CompletableFuture<Long> done = new CompletableFuture<>();
      enqueue(new Task(() -> composer.observeChecked(observed), done));
      return done;
    }
    return submit(command);
  }

  private void build(Supplier<ZoneDesk.Installation> work, CompletableFuture<Long> done) {
    try {
      ZoneDesk.Installation installation = work.get();
      enqueue(new Task(() -> install(installation), done));
    } catch (RefusedException e) {
      done.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      LOG.error("A change of zones failed and was not applied", e);
      done.completeExceptionally(e);
    }
  }

  private void enqueue(Task task) {
    queue.add(task);
    if (closed) {
      refuseWaiting();
    }
  }

  private void install(ZoneDesk.Installation installation) {
    for (Compiled.CompiledZone zone : installation.put()) {
      composer.put(zone);
      listener.installed(zone.zone());
    }
    for (DomainName apex : installation.removed()) {
      composer.remove(apex);
      listener.removed(apex);
    }
    if (monitor == null || !endpoints.takeChecksChanged()) {
      return;
    }
    Map<EndpointId, HealthCheckConfig> checks = endpoints.checks();
    if (!checks.equals(watched)) {
      watched = checks;
      try {
        monitor.watch(checks);
      } catch (RuntimeException e) {
        LOG.error("The health monitor does not take its checks; health stays as it is", e);
      }
    }
  }

  private void run() {
    List<Task> tick = new ArrayList<>();
    boolean published = true;
    try {
      while (!closed) {
        // What could not be composed is tried again with the next command, not over and over.
        if (composer.isSettled() || !published) {
          tick.add(queue.take());
        }
        queue.drainTo(tick);
        published = apply(tick);
        tick.clear();
      }
    } catch (InterruptedException e) {
      // close() interrupts: what still waits is refused there.
      Thread.currentThread().interrupt();
    } finally {
      applied.forEach(task -> task.done().completeExceptionally(closedException()));
    }
  }

  /** Returns whether a snapshot could be composed. */
  private boolean apply(List<Task> tick) {
    for (Task task : tick) {
      try {
        task.change().run();
        applied.add(new Applied(composer.takeAwaited(), task.done()));
      } catch (RuntimeException | Error e) {
        LOG.error("A command failed", e);
        composer.takeAwaited();
        task.done().completeExceptionally(e);
      }
    }
    try {
      long id = composer.publish();
      applied.removeIf(task -> composer.isShown(task.renewal()) && settle(task, id));
      return true;
    } catch (RuntimeException | Error e) {
      LOG.error("A snapshot could not be composed; the one before is still served", e);
      applied.forEach(task -> task.done().completeExceptionally(e));
      applied.clear();
      return false;
    }
  }

  private static boolean settle(Applied task, long id) {
    task.done().complete(id);
    return true;
  }

  /** The snapshot of the moment. */
  public Snapshot snapshot() {
    return cell.get();
  }

  @Override
  public void close() {
    if (monitor != null) {
      monitor.close();
    }
    closed = true;
    // Not at once: a change that waits is still checked, and then refused below.
    builder.shutdown();
    control.interrupt();
    refuseWaiting();
  }

  private void refuseWaiting() {
    List<Task> waiting = new ArrayList<>();
    queue.drainTo(waiting);
    waiting.forEach(task -> task.done().completeExceptionally(closedException()));
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("the server is closed");
  }
}
