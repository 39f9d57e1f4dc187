package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterBackendContractTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes. */
class RatisBackendContractTest extends ClusterBackendContractTest {
  @TempDir Path directory;

  @Override
  protected List<ClusterBackend> openNodes(int count) {
    return new TestCluster(directory, Map.of()).named(count).startAll();
  }
}
