package dev.gslb.cluster.ratis;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * The network between the nodes of a test: what goes from one to another, requests and replies, is
 * dropped or delayed. Messages of one stream keep their order, those of different calls do not.
 */
final class FaultyLinks implements AutoCloseable {
  private record Link(String from, String to) {}

  /** What happens on a link: a share of the messages is lost, the others come late. */
  record Fault(double lost, int mostMillis) {
    static final Fault CUT = new Fault(1, 0);
  }

  private static final Link NOWHERE = new Link("", "");

  private final Map<Link, Fault> faults = new ConcurrentHashMap<>();
  private final ScheduledExecutorService late =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "late-messages");
            thread.setDaemon(true);
            return thread;
          });

  void set(String from, String to, Fault fault) {
    faults.put(new Link(from, to), fault);
  }

  void cut(String one, String other) {
    set(one, other, Fault.CUT);
    set(other, one, Fault.CUT);
  }

  void heal() {
    faults.clear();
  }

  /** Returns what a node looks at its incoming calls with. */
  ServerInterceptor of(String self) {
    return new Incoming(self);
  }

  @Override
  public void close() {
    late.shutdownNow();
  }

  private final class Incoming implements ServerInterceptor {
    private final String self;

    private Incoming(String self) {
      this.self = self;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Line replies = new Line();
      Line requests = new Line();
      String[] from = new String[1];
      ServerCall<Q, R> answering =
          new SimpleForwardingServerCall<>(call) {
            private volatile boolean lost;

            @Override
            public void sendMessage(R message) {
              lost |= !replies.put(new Link(self, from[0]), () -> super.sendMessage(message));
            }

            @Override
            public void close(Status status, Metadata trailers) {
              if (!lost) { // whoever waits for a lost reply waits on
                replies.put(new Link(self, from[0]), () -> super.close(status, trailers));
              }
            }
          };
      return new SimpleForwardingServerCallListener<>(next.startCall(answering, headers)) {
        private boolean lost;

        @Override
        public void onMessage(Q message) {
          if (from[0] == null) {
            from[0] = sender(message);
          }
          lost = !requests.put(new Link(from[0], self), () -> super.onMessage(message));
          if (lost) {
            call.request(1); // whoever would have taken it would have asked for the next
          }
        }

        @Override
        public void onHalfClose() {
          if (!lost) {
            requests.put(NOWHERE, super::onHalfClose);
          }
        }
      };
    }
  }

  private static String sender(Object message) {
    RaftRpcRequestProto raft = PeerGuard.addressOf(message);
    if (raft != null) {
      return DataDirectory.nodeOf(RaftPeerId.valueOf(raft.getRequestorId())).value();
    }
    if (message instanceof byte[] octets) {
      return DataDirectory.nodeOf(RaftPeerId.valueOf(Wire.request(octets).sender())).value();
    }
    return "";
  }

  /** The messages of one call in one direction, in order. */
  private final class Line {
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private boolean busy; // guarded by this

    /** Returns false if the message is lost. */
    boolean put(Link link, Runnable message) {
      Fault fault = faults.get(link);
      ThreadLocalRandom random = ThreadLocalRandom.current();
      if (fault != null && random.nextDouble() < fault.lost()) {
        return false;
      }
      int millis =
          fault == null || fault.mostMillis() == 0 ? 0 : random.nextInt(fault.mostMillis());
      synchronized (this) {
        if (busy || millis > 0) {
          waiting.add(message);
          if (!busy) {
            busy = true;
            later(millis);
          }
          return true;
        }
      }
      message.run();
      return true;
    }

    private void later(int millis) {
      if (!late.isShutdown()) {
        var unused = late.schedule(this::next, millis, TimeUnit.MILLISECONDS);
      }
    }

    private void next() {
      while (true) {
        Runnable message;
        synchronized (this) {
          message = waiting.poll();
          if (message == null) {
            busy = false;
            return;
          }
        }
        try {
          message.run();
        } catch (IllegalStateException e) {
          // The call ended meanwhile.
        }
      }
    }
  }
}
