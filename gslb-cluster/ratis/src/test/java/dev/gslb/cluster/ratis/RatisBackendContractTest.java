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
    // A test ends with the leader that it began with, on a busy machine too.
    Map<String, Object> steady = Map.of("heartbeat_timeout", "1s", "election_timeout", "1500ms");
    return new TestCluster(directory, steady).named(count).startAll();
  }
}
