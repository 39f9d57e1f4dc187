package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that register with three nodes that share a state. */
final class RegistrationScenarioTest {
  private static final List<String> NODES = List.of("a", "b", "c");
  private static final String FIRST = "192.0.2.1";
  private static final String JOINING = "192.0.2.7";
  private static final String PATH = "servers/www.example.com/192.0.2.7:80";

  @TempDir private Path folder;

  private static void start(ClusterNodes nodes) throws IOException {
    for (String name : NODES) {
      nodes.start(name);
    }
  }

  private static void register(ClusterNodes nodes, String node, String ttl) {
    String json = "{\"region\":\"us\",\"ttl\":\"" + ttl + "\"}";
    ClusterNodes.eventually(() -> nodes.send(node, "PUT", PATH, json).status() == 200);
  }

  private static void disable(ClusterNodes nodes, String address) {
    ClusterNodes.eventually(
        () ->
            nodes.send("b", "PUT", "overrides/us/" + address, "{\"enabled\":false}").status()
                == 200);
  }

  @Test
  void register_throughAnyNode_isAnsweredByAllUntilItsTimeIsOver() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "all", "a", "b", "c")) {
      start(nodes);
      nodes.awaitAnswer(FIRST, "a", "b", "c");
      // Nobody else is left, so that the answer tells who is there.
      disable(nodes, FIRST);
      disable(nodes, "192.0.2.2");
      nodes.awaitAnswer("SERVFAIL", "a", "b", "c");

      register(nodes, "c", "20s");
      nodes.awaitAnswer(JOINING, "a", "b", "c");
      nodes.awaitAnswer("SERVFAIL", "a", "b", "c");
      assertThat(nodes.send("a", "GET", PATH, null).status()).isEqualTo(404);
    }
  }

  @Test
  void register_restartOfAllNodes_isKept() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "all", "a", "b", "c")) {
      start(nodes);
      nodes.awaitAnswer(FIRST, "a", "b", "c");
      register(nodes, "c", "1h");
      disable(nodes, FIRST);
      disable(nodes, "192.0.2.2");
      nodes.awaitAnswer(JOINING, "a", "b", "c");

      NODES.forEach(nodes::stop);
      start(nodes);

      nodes.awaitAnswer(JOINING, "a", "b", "c");
    }
  }
}
