package dev.gslb.cluster.gossip;

import static dev.gslb.cluster.gossip.Nodes.see;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that were told of one other node only. */
class GossipDiscoveryTest {
  private final Nodes nodes = new Nodes(3, Nodes.key(1));

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void join_twoThatKnowOnlyTheFirst_talkToEachOther() throws Exception {
    JGroupsMembership a = nodes.joinKnowing("a", 0);
    JGroupsMembership b = nodes.joinKnowing("b", 1, 0);
    JGroupsMembership c = nodes.joinKnowing("c", 2, 0);
    see(a, b, c);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    c.receive(
        "news",
        (from, message) -> {
          heard.add(from + ": " + new String(message, UTF_8));
          return Optional.empty();
        });

    b.broadcast("news", "hello".getBytes(UTF_8));

    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("b: hello");
  }

  @Test
  void restart_ofTheOneThatAllKnow_bringsThemTogetherAgain() {
    JGroupsMembership a = nodes.joinKnowing("a", 0);
    JGroupsMembership b = nodes.joinKnowing("b", 1, 0);
    JGroupsMembership c = nodes.joinKnowing("c", 2, 0);
    see(a, b, c);

    a.close();
    see(b, c);
    JGroupsMembership again = nodes.joinKnowing("a", 0);

    see(again, b, c);
  }

  @Test
  void seek_nodesThatKnewOnlyOneThatIsGone_meet() {
    JGroupsMembership b = nodes.joinKnowing("b", 1, 0);
    JGroupsMembership c = nodes.joinKnowing("c", 2, 0);
    assertThat(b.peers()).hasSizeLessThan(2);

    c.seek(List.of(nodes.host(1), nodes.host(2)));

    see(b, c);
  }
}
