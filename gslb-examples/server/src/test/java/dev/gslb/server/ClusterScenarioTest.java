package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers that share a state. */
final class ClusterScenarioTest {
  private static final String FIRST = "192.0.2.1";
  private static final String SECOND = "192.0.2.2";

  @TempDir private Path folder;

  @Test
  void allAnswer_overrideThroughAnyNode_holdsEverywhereAndSurvivesTheLeader() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "all", "a", "b", "c")) {
      for (String name : List.of("a", "b", "c")) {
        nodes.start(name);
      }
      nodes.awaitAnswer(FIRST, "a", "b", "c");

      assertThat(nodes.send("c", "PUT", "overrides/us/192.0.2.1", "{\"enabled\":false}").status())
          .isEqualTo(200);
      nodes.awaitAnswer(SECOND, "a", "b", "c");

      String leader = nodes.leader();
      List<String> others = new ArrayList<>(List.of("a", "b", "c"));
      others.remove(leader);
      nodes.stop(leader);
      nodes.awaitAnswer(SECOND, others.get(0), others.get(1));
      ClusterNodes.eventually(
          () ->
              nodes.send(others.get(0), "DELETE", "overrides/us/192.0.2.1", null).status() == 204);
      nodes.awaitAnswer(FIRST, others.get(0), others.get(1));

      nodes.start(leader);
      nodes.awaitAnswer(FIRST, leader);
    }
  }

  @Test
  void leaderAnswers_transfer_movesTheAnswersAndNobodyElseAnswers() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "leader", "a", "b", "c")) {
      for (String name : List.of("a", "b", "c")) {
        nodes.start(name);
      }
      String leader = nodes.answeringLeader(FIRST);
      String next = leader.equals("b") ? "c" : "b";
      nodes.awaitAnswer("REFUSED", next);

      assertThat(nodes.send(next, "POST", "cluster/transfer", "{}").body())
          .contains(leader + " leads (expected: the leader is asked)");
      ClusterNodes.eventually(
          () ->
              nodes.send(leader, "POST", "cluster/transfer", "{\"to\":\"" + next + "\"}").status()
                  == 200);
      nodes.awaitAnswer(FIRST, next);
      nodes.awaitAnswer("REFUSED", leader);
      assertThat(nodes.send(next, "GET", "cluster/status", null).body())
          .contains("\"leader\":\"" + next + "\"")
          .contains("\"answering\":true");
    }
  }

  @Test
  void oneOfThreeLeft_fallsSilentAndTakesNoWrite() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "leader", "a", "b", "c")) {
      for (String name : List.of("a", "b", "c")) {
        nodes.start(name);
      }
      String leader = nodes.answeringLeader(FIRST);
      for (String name : List.of("a", "b", "c")) {
        if (!name.equals(leader)) {
          nodes.stop(name);
        }
      }

      nodes.awaitAnswer("REFUSED", leader);
      assertThat(nodes.send(leader, "PUT", "overrides/us/192.0.2.1", "{\"weight\":1}").status())
          .isIn(503, 504);
    }
  }

  @Test
  void restart_withoutTheOnlyNodeThatTheOthersNamed_findsThemTogether() throws Exception {
    try (ClusterNodes nodes = new ClusterNodes(folder, "all", "a", "b", "c")) {
      nodes.start("a");
      nodes.startKnowing("b", List.of("a"));
      nodes.startKnowing("c", List.of("a"));
      nodes.awaitAnswer(FIRST, "a", "b", "c");
      List.of("a", "b", "c").forEach(nodes::stop);

      nodes.startKnowing("b", List.of("a"));
      nodes.startKnowing("c", List.of("a"));

      nodes.awaitAnswer(FIRST, "b", "c");
      for (String name : List.of("b", "c")) {
        ClusterNodes.eventually(
            () ->
                nodes
                    .send(name, "GET", "cluster/status", null)
                    .body()
                    .contains("\"present\":[\"b\",\"c\"]"));
      }
    }
  }

  @Test
  void migration_fromOneServerToAClusterAndBack_keepsWhatWasSaid() throws Exception {
    Path backup = folder.resolve("backup.state");
    try (ClusterNodes cluster = new ClusterNodes(folder, "all", "a")) {
      cluster.start("a");
      cluster.awaitAnswer(FIRST, "a");
      cluster.send("a", "PUT", "overrides/us/192.0.2.1", "{\"weight\":0,\"reason\":\"kept\"}");
      assertThat(gslb(cluster.address("a"), "backup", backup.toString()).exitCode()).isZero();
    }

    Path file = folder.resolve("alone.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"}
        overwatch: {data_dir: "%s"}
        regions: [{name: us, servers: [{address: 192.0.2.1}, {address: 192.0.2.2}]}]
        domains: [{name: www.example.com, routing_algorithm: failover, regions: [us]}]
        """
            .formatted(folder.resolve("alone")));
    try (ClusterNodes alone = new ClusterNodes(folder, "all")) {
      alone.start("alone", file);
      assertThat(alone.ask("alone")).isEqualTo(FIRST);
      assertThat(gslb(alone.address("alone"), "restore", backup.toString()).exitCode()).isZero();
      alone.awaitAnswer(SECOND, "alone");
      Run again = gslb(alone.address("alone"), "restore", backup.toString());
      assertThat(again.exitCode()).as("not into a state that has entries").isNotZero();
      assertThat(gslb(alone.address("alone"), "backup", backup.toString()).exitCode()).isZero();
    }

    try (ClusterNodes cluster = new ClusterNodes(folder.resolve("new"), "all", "b")) {
      cluster.start("b");
      cluster.awaitAnswer(FIRST, "b");
      assertThat(gslb(cluster.address("b"), "restore", backup.toString()).exitCode()).isZero();
      cluster.awaitAnswer(SECOND, "b");
      assertThat(cluster.send("b", "GET", "overrides", null).body()).contains("kept");
    }
  }

  private static Run gslb(String api, String command, String file) {
    return Run.of("cluster", command, file, "--api", api);
  }
}
