package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.LeaderElection.LEADER;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

class LeaderEntriesTest {
  private static final NodeId SELF = new NodeId("self");
  private static final NodeId OTHER = new NodeId("other");
  private static final Key SUCCESSOR = new Key("cluster/leader/successor");
  private static final LeaseId LEASE = new LeaseId(7);

  private final LeaderEntries entries = new LeaderEntries(SELF);

  @Test
  void takeOver_nothingThere_requiresThatBothAreAbsent() {
    Transaction takeOver = entries.takeOver(LEASE);

    assertThat(takeOver.conditions())
        .containsExactly(Condition.absent(LEADER), Condition.absent(SUCCESSOR));
    assertThat(takeOver.changes())
        .contains(new Change.Put(LEADER, Value.of("self"), Optional.of(LEASE)));
  }

  @Test
  void holdBack_isForAllButTheSuccessor() {
    successor(5, "self");
    assertThat(entries.holdBack()).isFalse();
    assertThat(entries.takeOver(LEASE).conditions()).contains(new Condition(SUCCESSOR, 5));

    successor(6, "other");
    assertThat(entries.holdBack()).isTrue();

    entries.changed(7, List.of(new Change.Delete(SUCCESSOR)));
    assertThat(entries.holdBack()).isFalse();
  }

  @Test
  void holdBack_successorIsAnybodyElse_isForTheFormerLeader() {
    Leadership mine = new Leadership(Optional.of(SELF), true, 3);
    Transaction handOver = entries.handOver(mine, LEASE, Optional.empty());
    entries.changed(4, handOver.changes());
    LeaderEntries ofOther = new LeaderEntries(OTHER);
    ofOther.changed(4, handOver.changes());

    assertThat(handOver.conditions()).containsExactly(new Condition(LEADER, 3));
    assertThat(entries.holdBack()).isTrue();
    assertThat(ofOther.holdBack()).isFalse();
  }

  @Test
  void changed_ownTakeOver_isKnownOnce() {
    Transaction takeOver = entries.takeOver(LEASE);

    assertThat(entries.changed(9, takeOver.changes())).isTrue();
    assertThat(entries.leader())
        .contains(new Entry(LEADER, Value.of("self"), 9, Optional.of(LEASE)));
    assertThat(entries.changed(9, takeOver.changes())).isFalse();
    assertThat(entries.changed(8, List.of(new Change.Delete(LEADER)))).isFalse();
    assertThat(entries.leader()).isPresent();
  }

  @Test
  void read_olderThanWhatIsKnown_isLeftOut() {
    entries.changed(9, List.of(new Change.Put(LEADER, Value.of("other"))));

    assertThat(entries.read(8, List.of())).isFalse();
    assertThat(entries.leader()).isPresent();
    assertThat(entries.read(9, List.of())).isTrue();
    assertThat(entries.leader()).isEmpty();
  }

  @Test
  void ofAnother_ownNameOrNone_isNobody() {
    assertThat(entries.ofAnother(entry("other")).leader()).contains(OTHER);
    assertThat(entries.ofAnother(entry("self"))).isEqualTo(Leadership.NONE);
    assertThat(entries.ofAnother(entry("no name!"))).isEqualTo(Leadership.NONE);
  }

  private void successor(long revision, String name) {
    entries.changed(revision, List.of(new Change.Put(SUCCESSOR, Value.of(name))));
  }

  private static Entry entry(String name) {
    return new Entry(LEADER, Value.of(name), 3);
  }
}
