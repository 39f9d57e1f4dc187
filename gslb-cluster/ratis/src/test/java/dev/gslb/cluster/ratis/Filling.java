package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes much. */
final class Filling {
  // A history holds 16 MiB of changes.
  private static final int HISTORY_MEBIBYTES = 17;
  private static final int TOGETHER = 100;
  private static final Key FILLER = new Key("filler/1");

  private Filling() {}

  /** Deletes the leader's entry, which is no part of what a store's contract is about. */
  static StateStore emptied(StateStore store) {
    Waiting.await(store.commit(Transaction.delete(LeaderElection.LEADER)));
    return store;
  }

  static void forgetHistory(StateStore store) {
    byte[] mebibyte = new byte[Value.MAX_BYTES];
    for (int i = 0; i < HISTORY_MEBIBYTES; i++) {
      Waiting.await(store.commit(Transaction.of(new Change.Put(FILLER, Value.of(mebibyte)))));
    }
    Waiting.await(store.get(FILLER)); // by now this node has applied it all, and forgotten
  }

  static void write(StateStore store, int count) {
    for (int i = 0; i < count; i += TOGETHER) {
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int j = i; j < Math.min(count, i + TOGETHER); j++) {
        outcomes.add(store.commit(Transaction.put(new Key("filling/" + j), Value.of("v" + j))));
      }
      outcomes.forEach(Waiting::await);
    }
  }
}
