package dev.gslb.cluster.ratis;

import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreContractTest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The store of a node that follows. */
class ThreeNodesStoreTest extends StateStoreContractTest {
  /** An election in the middle of a test would write to the store. */
  private static final Map<String, Object> STEADY =
      Map.of("heartbeat_timeout", "1s", "election_timeout", "1500ms");

  @TempDir Path directory;
  private @Nullable TestCluster cluster;

  @Override
  protected StateStore openEmpty() {
    TestCluster made = new TestCluster(directory, STEADY).named(3);
    cluster = made;
    made.startAll();
    RatisBackend leader = Waiting.leader(made);
    return Filling.emptied(made.other(leader).store());
  }

  @AfterEach
  void closeOthers() {
    Objects.requireNonNull(cluster).close();
  }

  @Override
  protected void forgetHistory() {
    Filling.forgetHistory(store);
  }
}
