package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.LeaderElection.LEADER;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two entries of the election as one node has seen them last, and the transactions that change
 * them. A successor is the name of who shall lead, or {@code !} and the name of who shall not.
 * Confined to one thread.
 */
final class LeaderEntries {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderEntries.class);
  private static final Key SUCCESSOR = new Key(LEADER.text() + "/successor");
  private static final String NOT = "!"; // begins no name

  private final NodeId self;
  private Optional<Entry> leader = Optional.empty();
  private Optional<Entry> successor = Optional.empty();
  private long revision;

  LeaderEntries(NodeId self) {
    this.self = self;
  }

  Optional<Entry> leader() {
    return leader;
  }

  /** Takes what was read, and returns false if later changes are known already. */
  boolean read(long atRevision, List<Entry> entries) {
    if (atRevision < revision) {
      return false;
    }
    revision = atRevision;
    leader = Optional.empty();
    successor = Optional.empty();
    entries.forEach(this::put);
    return true;
  }

  /** Takes changes, and returns false if they are known already. */
  boolean changed(long atRevision, List<Change> changes) {
    if (atRevision <= revision) {
      return false;
    }
    revision = atRevision;
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        put(new Entry(put.key(), put.value(), atRevision, put.lease()));
      } else if (change.key().equals(LEADER)) {
        leader = Optional.empty();
      } else if (change.key().equals(SUCCESSOR)) {
        successor = Optional.empty();
      }
    }
    return true;
  }

  private void put(Entry entry) {
    if (entry.key().equals(LEADER)) {
      leader = Optional.of(entry);
    } else if (entry.key().equals(SUCCESSOR)) {
      successor = Optional.of(entry);
    }
  }

  /** Whether somebody else is to lead next. */
  boolean holdBack() {
    String name = successor.map(entry -> entry.value().text()).orElse(self.value());
    return name.startsWith(NOT) ? name.equals(NOT + self) : !name.equals(self.value());
  }

  /** The condition on the successor holds those back who have not seen it yet. */
  Transaction takeOver(LeaseId lease) {
    Transaction create =
        Transaction.of(
                new Change.Put(LEADER, Value.of(self.value()), Optional.of(lease)),
                new Change.Delete(SUCCESSOR))
            .when(Condition.absent(LEADER));
    return create.when(successor.map(Condition::unchanged).orElse(Condition.absent(SUCCESSOR)));
  }

  /** Ends a leadership for another one; the name of who shall have it goes with the lease. */
  Transaction handOver(Leadership mine, LeaseId lease, Optional<NodeId> to) {
    Value name = Value.of(to.map(NodeId::value).orElse(NOT + self));
    return Transaction.of(
            new Change.Delete(LEADER), new Change.Put(SUCCESSOR, name, Optional.of(lease)))
        .when(mine.fence());
  }

  /** An entry with this node's name that is not of its lease is left from its former life. */
  Leadership ofAnother(Entry entry) {
    Optional<NodeId> name = name(entry);
    return name.isEmpty() || name.get().equals(self)
        ? Leadership.NONE
        : new Leadership(name, false, 0);
  }

  /** Who an entry names. */
  static Optional<NodeId> name(Entry entry) {
    try {
      return Optional.of(new NodeId(entry.value().text()));
    } catch (IllegalArgumentException e) {
      LOG.warn("the entry {} has a value that is no name", entry.key());
      return Optional.empty();
    }
  }
}
