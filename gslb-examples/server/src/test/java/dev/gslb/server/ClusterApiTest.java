package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says to requests about the cluster that are wrong. */
final class ClusterApiTest {
  @TempDir private Path folder;

  @Test
  void add_addressThatIsNone_is400AndSaysWhatIsExpected() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "all", "a")) {
      nodes.start("a");

      ApiClient.Answer answer =
          nodes.send("a", "POST", "cluster/members", "{\"node\":\"b\",\"address\":\"nowhere\"}");
      assertThat(answer.body()).contains("nowhere (expected: host:port)");
      assertThat(answer.status()).isEqualTo(400);
    }
  }
}
