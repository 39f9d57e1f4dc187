package dev.gslb.cluster.etcd;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.WatchListener;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One stream of etcd for each watch. Three things are not as one might think:
 *
 * - The stream is begun again where the listener was, not where the server was when the stream was
 *   made: the server may die between its greeting and the events of the past.
 * - etcd 3.4 forgets deletions at the very revision that it compacts to, and says nothing. So the
 *   stream begins one revision early: if that one is compacted, the listener is told so.
 * - A server tells up to 1000 revisions of the past in one message, which may be larger than any
 *   limit. So it is asked for fragments, and a revision is told when all of it is there.
 */
/**
 * A watch that outlives its connection: when the stream breaks, another one goes on where the
 * listener is. The listener is called on the executor, one thread, to which all else is confined
 * too; any thread may close.
 */
final class EtcdWatch implements Watch {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
  private static final int FIRST_PAUSE_MILLIS = 50;
  private static final int LAST_PAUSE_MILLIS = 1000;

  private final EtcdCalls calls;
  private final EtcdKeys keys;
  private final ScheduledExecutorService executor;
  private final String prefix;
  private final WatchListener listener;
  private final Consumer<EtcdWatch> whenOver;
  private final List<Event> held = new ArrayList<>(); // of one revision
  private long nextRevision;
  private int pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean over; // guarded by this, which is held while the listener runs
  private @Nullable Stream stream; // guarded by this

  EtcdWatch(
      EtcdCalls calls,
      EtcdKeys keys,
      ScheduledExecutorService executor,
      String prefix,
      long fromRevision,
      WatchListener listener,
      Consumer<EtcdWatch> whenOver) {
    this.calls = calls;
    this.keys = keys;
    this.executor = executor;
    this.prefix = prefix;
    this.nextRevision = fromRevision;
    this.listener = listener;
    this.whenOver = whenOver;
  }

  void start() {
    try {
      executor.execute(this::connect);
    } catch (RejectedExecutionException e) {
      end(EtcdErrors.closed());
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      over = true;
      hangUp();
    }
    whenOver.accept(this);
  }

  /** Tells the listener that it is over. */
  void end(StateStoreException reason) {
    tell(to -> to.failed(reason), true);
  }

  private synchronized void connect() {
    if (over) {
      return;
    }
    held.clear();
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder()
            .setKey(keys.first(prefix))
            .setRangeEnd(keys.end(prefix))
            .setStartRevision(Math.max(1, nextRevision - 1))
            .setProgressNotify(true);
    WatchFragments.ask(create);
    Metadata headers = new Metadata();
    headers.put(HAS_LEADER, "true"); // a server without a leader ends the stream
    Stream made = new Stream(calls.stream(WatchGrpc.getWatchMethod(), executor));
    stream = made;
    made.call.start(made, headers);
    made.call.request(1);
    made.call.sendMessage(WatchRequest.newBuilder().setCreateRequest(create).build());
  }

  private void received(WatchResponse response) {
    calls.reachability().answered();
    if (response.getCompactRevision() != 0) {
      tell(to -> to.compacted(response.getCompactRevision() + 1), true);
    } else if (response.getCanceled()) {
      if (pauseMillis < LAST_PAUSE_MILLIS) { // then it is told often enough
        LOG.warn("etcd ended the watch on '{}': {}", prefix, response.getCancelReason());
      }
      calls.forgetToken();
      again();
    } else {
      pauseMillis = FIRST_PAUSE_MILLIS;
      response.getEventsList().forEach(this::add);
      if (!WatchFragments.goesOn(response)) {
        deliver();
      }
      if (response.getEventsCount() == 0 && !response.getCreated()) { // that nothing happened
        nextRevision = Math.max(nextRevision, response.getHeader().getRevision() + 1);
      }
    }
  }

  private void add(Event event) {
    if (!held.isEmpty() && revision(held.get(0)) != revision(event)) {
      deliver();
    }
    held.add(event);
  }

  private void deliver() {
    if (held.isEmpty()) {
      return;
    }
    long revision = revision(held.get(0));
    if (revision >= nextRevision) {
      nextRevision = revision + 1;
      List<Change> changes = new ArrayList<>(held.size());
      for (Event event : held) {
        keys.change(event).ifPresent(changes::add);
      }
      if (!changes.isEmpty()) {
        tell(to -> to.changed(revision, List.copyOf(changes)), false);
      }
    }
    held.clear();
  }

  private static long revision(Event event) {
    return event.getKv().getModRevision();
  }

  /** Goes on with another stream, after a pause. */
  private synchronized void again() {
    hangUp();
    if (over) {
      return;
    }
    long pause = ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
    try {
      var unused = executor.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the watch on '{}' ends with its store", prefix, e);
    }
  }

  private synchronized void hangUp() {
    Stream last = stream;
    stream = null;
    if (last != null) {
      last.call.cancel("the watch is over", null);
    }
  }

  private synchronized boolean isCurrent(Stream which) {
    return which == stream;
  }

  private void tell(Consumer<WatchListener> message, boolean last) {
    boolean ended;
    synchronized (this) {
      if (over) {
        return;
      }
      over = last;
      try {
        message.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.warn("the listener of a watch on '{}' failed", prefix, e);
        if (!last) {
          end(new StateStoreException(Reason.FAILED, "the listener threw " + e, e));
        }
      }
      ended = over;
      if (ended) {
        hangUp();
      }
    }
    if (ended) {
      whenOver.accept(this);
    }
  }

  /** What one stream says, as long as it is the current one. */
  private final class Stream extends ClientCall.Listener<WatchResponse> {
    private final ClientCall<WatchRequest, WatchResponse> call;

    private Stream(ClientCall<WatchRequest, WatchResponse> call) {
      this.call = call;
    }

    @Override
    public void onMessage(WatchResponse response) {
      if (isCurrent(this)) {
        received(response);
        call.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (isCurrent(this)) {
        if (EtcdErrors.isOutage(status.asException())) {
          calls.reachability().failed(status.asException());
        } else if (EtcdErrors.isOldToken(status.asException())) {
          calls.forgetToken();
        }
        again();
      }
    }
  }
}
