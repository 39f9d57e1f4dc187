package dev.gslb.cluster.ratis;

import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreContractTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The store of a cluster of one. */
class SingleNodeStoreTest extends StateStoreContractTest {
  @TempDir Path directory;

  @Override
  protected StateStore openEmpty() {
    TestCluster cluster = new TestCluster(directory, Map.of()).named(1);
    cluster.startAll();
    return Filling.emptied(Waiting.leader(cluster).store());
  }

  @Override
  protected void forgetHistory() {
    Filling.forgetHistory(store);
  }
}
