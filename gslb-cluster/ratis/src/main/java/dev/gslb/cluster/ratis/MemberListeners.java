package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterBackend.MemberListener;
import dev.gslb.cluster.ClusterStatus.Member;
import dev.gslb.cluster.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who learns of the members. Looks and tells on the backend's timer thread. */
final class MemberListeners {
  private static final Logger LOG = LoggerFactory.getLogger(MemberListeners.class);

  private final RaftNode node;
  private final List<Listening> all = new CopyOnWriteArrayList<>();
  private @Nullable RaftConfiguration seen; // of the timer thread

  MemberListeners(RaftNode node) {
    this.node = node;
  }

  /** Adds a listener, which learns of the members when {@link #tell} is called. */
  Watch add(MemberListener listener) {
    Listening added = new Listening(listener);
    all.add(added);
    return added;
  }

  /** Ratis has one object for each configuration, whichever way it came. */
  @SuppressWarnings("ReferenceEquality")
  void look() {
    RaftConfiguration now = node.division().getRaftConf();
    if (now != seen) {
      seen = now;
      tell();
    }
  }

  /** Tells those who do not know. */
  void tell() {
    List<Member> members = MemberChanges.describe(node);
    all.forEach(each -> each.tell(members));
  }

  /** One listener. */
  private final class Listening implements Watch {
    private final MemberListener listener;
    private @Nullable List<Member> told; // guarded by this
    private boolean over; // guarded by this, which is held while the listener runs

    private Listening(MemberListener listener) {
      this.listener = listener;
    }

    private synchronized void tell(List<Member> members) {
      if (over || members.equals(told)) {
        return;
      }
      told = members;
      try {
        listener.changed(members);
      } catch (RuntimeException | Error e) {
        LOG.warn("a listener of members failed", e);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      all.remove(this);
    }
  }
}
