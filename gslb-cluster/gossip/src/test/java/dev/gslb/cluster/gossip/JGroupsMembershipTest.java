package dev.gslb.cluster.gossip;

import static dev.gslb.cluster.gossip.Nodes.eventually;
import static dev.gslb.cluster.gossip.Nodes.see;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.cluster.Membership;
import dev.gslb.cluster.Membership.Peer;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jgroups.util.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes with a key. */
class JGroupsMembershipTest {
  private static final String TOPIC = "news";

  private Nodes nodes;
  private JGroupsMembership a;
  private JGroupsMembership b;
  private JGroupsMembership c;

  @BeforeEach
  void join() {
    nodes = new Nodes(4, Nodes.key(1));
    a = nodes.join("a", 0);
    b = nodes.join("b", 1);
    c = nodes.join("c", 2);
    see(a, b, c);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void announce_reachesThoseWhoAreThereAndThoseWhoCome() {
    a.announce(Map.of("zone", "x", "weight", "7"));
    Peer expected = new Peer(a.self(), Map.of("zone", "x", "weight", "7"));
    eventually(() -> a.peers().contains(expected));
    eventually(() -> b.peers().contains(expected));

    JGroupsMembership d = nodes.join("d", 3);
    see(a, b, c, d);
    eventually(() -> d.peers().contains(expected));

    a.announce(Map.of());
    Peer empty = new Peer(a.self(), Map.of());
    eventually(() -> d.peers().contains(empty));
    assertThat(d.peers()).hasSize(4);
  }

  @Test
  void announce_tooLong_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> a.announce(Map.of("k", "v".repeat(4096))))
        .withMessageContaining("expected: at most 4096");
  }

  @Test
  void listen_isToldThePresentAndEachChange() throws Exception {
    BlockingQueue<List<Peer>> told = new LinkedBlockingQueue<>();
    try (Watch watch = a.listen(told::add)) {
      assertThat(told.poll(30, TimeUnit.SECONDS)).extracting(Peer::node).hasSize(3);
      c.close();
      List<Peer> next = told.poll(30, TimeUnit.SECONDS);

      assertThat(next).extracting(Peer::node).containsExactly(a.self(), b.self());
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void listen_closed_isToldNothingMore() throws Exception {
    BlockingQueue<List<Peer>> closed = new LinkedBlockingQueue<>();
    BlockingQueue<List<Peer>> witness = new LinkedBlockingQueue<>();
    Watch first = a.listen(closed::add);
    assertThat(closed.poll(30, TimeUnit.SECONDS)).hasSize(3);
    first.close();
    try (Watch second = a.listen(witness::add)) {
      assertThat(witness.poll(30, TimeUnit.SECONDS)).hasSize(3);
      c.close();
      assertThat(witness.poll(30, TimeUnit.SECONDS)).hasSize(2);

      assertThat(closed).isEmpty();
      assertThat(second).isNotSameAs(first);
    }
  }

  @Test
  void broadcast_reachesAllOthersInOrder() throws Exception {
    int count = 500;
    BlockingQueue<String> atA = receive(a);
    BlockingQueue<String> atB = receive(b);
    BlockingQueue<String> atC = receive(c);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      a.broadcast(TOPIC, bytes("m" + i));
      expected.add("a: m" + i);
    }

    assertThat(take(atB, count)).isEqualTo(expected);
    assertThat(take(atC, count)).isEqualTo(expected);
    assertThat(atA).isEmpty();
  }

  @Test
  void broadcast_largest_arrives() throws Exception {
    byte[] large = new byte[Membership.MAX_MESSAGE_BYTES];
    large[large.length - 1] = 7;
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    b.receive(
        TOPIC,
        (from, message) -> {
          got.complete(message);
          return Optional.empty();
        });
    a.broadcast(TOPIC, large);

    assertThat(got.get(30, TimeUnit.SECONDS)).isEqualTo(large);
  }

  @Test
  void broadcast_outOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> a.broadcast(TOPIC, new byte[Membership.MAX_MESSAGE_BYTES + 1]))
        .withMessageContaining("1048577");
    assertThatIllegalArgumentException().isThrownBy(() -> a.broadcast("", new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> a.receive("t".repeat(65), noAnswer()));
  }

  @Test
  void request_isAnsweredByTheOneAsked() throws Exception {
    for (JGroupsMembership node : List.of(a, b, c)) {
      node.receive(TOPIC, (from, message) -> Optional.of(bytes(node.self() + " to " + from)));
    }

    assertThat(text(a.request(b.self(), TOPIC, bytes("?")))).isEqualTo("b to a");
    assertThat(text(c.request(a.self(), TOPIC, bytes("?")))).isEqualTo("a to c");
    assertThat(text(a.request(a.self(), TOPIC, bytes("?")))).isEqualTo("a to a");
  }

  @Test
  void request_manyAtOnce_areEachAnswered() throws Exception {
    b.receive(TOPIC, (from, message) -> Optional.of(message));
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.add(a.request(b.self(), TOPIC, bytes("m" + i)));
    }
    for (int i = 0; i < 300; i++) {
      assertThat(text(answers.get(i))).isEqualTo("m" + i);
    }
  }

  @Test
  void request_noAnswerOrNobodyThere_isUnavailable() throws Exception {
    b.receive("silent", noAnswer());
    b.receive(
        "broken",
        (from, message) -> {
          throw new IllegalStateException("a receiver's mistake");
        });

    assertThat(reason(a.request(b.self(), "silent", bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(a.request(b.self(), "broken", bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(a.request(b.self(), "unknown", bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(a.request(new NodeId("nobody"), TOPIC, bytes("?"))))
        .isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void request_answerDoesNotComeInTime_isUnavailable() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    b.receive(
        TOPIC,
        (from, message) -> {
          release.join(); // a receiver must not do that
          return Optional.of(message);
        });

    assertThat(reason(a.request(b.self(), TOPIC, bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    release.complete(null);
    b.receive(TOPIC, (from, message) -> Optional.of(message));
    assertThat(text(a.request(b.self(), TOPIC, bytes("again")))).isEqualTo("again");
  }

  /** The connection breaks and nothing is said, as when a process is killed. */
  @Test
  void member_dies_isGoneAndCanComeBack() throws Exception {
    Util.shutdown(c.channel());
    see(a, b);
    assertThat(reason(a.request(c.self(), TOPIC, bytes("?")))).isEqualTo(Reason.UNAVAILABLE);

    c.close();
    JGroupsMembership reborn = nodes.join("c", 2);
    see(a, b, reborn);
    reborn.receive(TOPIC, (from, message) -> Optional.of(bytes("back")));
    assertThat(text(a.request(reborn.self(), TOPIC, bytes("?")))).isEqualTo("back");
  }

  @Test
  void request_nodeLeavesMeanwhile_isUnavailable() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    c.receive(
        TOPIC,
        (from, message) -> {
          asked.complete(null);
          c.channel().close();
          return Optional.empty();
        });

    assertThat(reason(a.request(c.self(), TOPIC, bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    asked.get(30, TimeUnit.SECONDS);
    see(a, b);
  }

  @Test
  void everything_afterClose_isHarmless() throws Exception {
    a.close();
    a.close();
    a.announce(Map.of("k", "v"));
    a.broadcast(TOPIC, bytes("m"));

    assertThat(reason(a.request(b.self(), TOPIC, bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(a.request(a.self(), TOPIC, bytes("?")))).isEqualTo(Reason.UNAVAILABLE);
    see(b, c);
  }

  @Test
  void join_portInUse_saysSo() {
    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(() -> nodes.join("x", 0))
        .withMessageContaining(Integer.toString(nodes.host(0).getPort()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  private static BlockingQueue<String> receive(JGroupsMembership node) {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    node.receive(
        TOPIC,
        (from, message) -> {
          got.add(from + ": " + new String(message, StandardCharsets.UTF_8));
          return Optional.empty();
        });
    return got;
  }

  private static List<String> take(BlockingQueue<String> queue, int count) throws Exception {
    String[] taken = new String[count];
    for (int i = 0; i < count; i++) {
      taken[i] = queue.poll(30, TimeUnit.SECONDS);
    }
    return Arrays.asList(taken);
  }

  private static Membership.Receiver noAnswer() {
    return (from, message) -> Optional.empty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(CompletableFuture<byte[]> answer) throws Exception {
    return new String(answer.get(30, TimeUnit.SECONDS), StandardCharsets.UTF_8);
  }

  private static Reason reason(CompletableFuture<?> future) throws Exception {
    try {
      Object value = future.get(30, TimeUnit.SECONDS);
      throw new AssertionError("the call succeeded: " + value);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateStoreException expected) {
        return expected.reason();
      }
      throw e;
    }
  }
}
