package dev.gslb.cluster.gossip;

import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.gossip.GossipMessage.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.View;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership on JGroups, over TCP on one port. With a key each connection is TLS 1.3 between nodes
 * that have proved to know it.
 *
 * <p>Listeners and receivers are called on one daemon thread, {@code gslb-gossip}; another one,
 * {@code gslb-gossip-send}, sends, so that no caller waits for a slow peer. For each at most 32 MiB
 * of messages wait; more are lost, and requests fail. JGroups has threads of its own, daemons too.
 */
public final class JGroupsMembership implements Membership {
  private static final Logger LOG = LoggerFactory.getLogger(JGroupsMembership.class);
  private static final int MAX_TOPIC = 64;
  private static final int MAX_METADATA_BYTES = 4096;
  private static final int REQUEST_MILLIS = 5000;

  private final GossipConfig config;
  private final JChannel channel;
  private final GossipThread delivery = new GossipThread("gslb-gossip");
  private final GossipThread sending = new GossipThread("gslb-gossip-send");
  private final PeerListeners listeners = new PeerListeners();
  private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final PeerTable table = new PeerTable(); // of the delivery thread
  private GossipMessage announced = metadata(0, Map.of()); // of the delivery thread
  private volatile List<Peer> peers = List.of(); // written by the delivery thread
  private volatile Map<NodeId, Address> addresses = Map.of(); // written by the delivery thread
  private volatile boolean closed;

  /** A request that waits for its answer. */
  private record Pending(Address to, CompletableFuture<byte[]> answer) {}

  private JGroupsMembership(GossipConfig config, JChannel channel) {
    this.config = config;
    this.channel = channel;
  }

  /**
   * Joins the cluster, or begins one if none of the initial hosts is there; two that begin at the
   * same time find each other some seconds later. Blocks for a second or a few.
   *
   * @param config how
   * @return a membership that belongs to the caller
   * @throws StateStoreException with {@link Reason#UNAVAILABLE} if this node cannot listen
   */
  public static JGroupsMembership join(GossipConfig config) {
    JGroupsMembership membership = null;
    try {
      membership = new JGroupsMembership(config, GossipStack.channel(config));
      membership.channel.setReceiver(membership.new Inlet());
      membership.channel.connect(config.cluster());
      return membership;
    } catch (Exception e) { // JGroups declares no other
      if (membership != null) {
        membership.close();
      }
      throw new StateStoreException(
          Reason.UNAVAILABLE, config.self() + " cannot join at " + config.bind() + ": " + e, e);
    }
  }

  JChannel channel() {
    return channel;
  }

  /**
   * Looks for nodes at these addresses too, beside the initial hosts, in place of those said
   * before. Nodes that know only such as have gone find each other so.
   *
   * @param hosts where other nodes listen; without a key, those that are not loopback addresses are
   *     passed over
   */
  public void seek(List<InetSocketAddress> hosts) {
    GossipStack.seek(channel, config, hosts);
  }

  @Override
  public NodeId self() {
    return config.self();
  }

  @Override
  public List<Peer> peers() {
    return peers;
  }

  @Override
  public void announce(Map<String, String> metadata) {
    byte[] body = GossipMessage.encodeMetadata(metadata);
    if (body.length > MAX_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "metadata of " + body.length + " bytes (expected: at most " + MAX_METADATA_BYTES + ")");
    }
    Map<String, String> texts = Map.copyOf(metadata);
    delivery.run(() -> announceNow(texts));
  }

  private void announceNow(Map<String, String> texts) {
    announced = metadata(announced.number() + 1, texts);
    send(null, announced);
    if (table.update(channel.getAddress(), announced.number(), texts)) {
      publish();
    }
  }

  private static GossipMessage metadata(long number, Map<String, String> texts) {
    return new GossipMessage(Kind.METADATA, number, "", GossipMessage.encodeMetadata(texts));
  }

  @Override
  public Watch listen(PeerListener listener) {
    PeerListeners.Subscription subscription = listeners.subscribe(listener);
    delivery.run(() -> listeners.begin(subscription, peers));
    return subscription;
  }

  @Override
  public void broadcast(String topic, byte[] message) {
    checkMessage(topic, message);
    send(null, new GossipMessage(Kind.BROADCAST, 0, topic, message.clone()));
  }

  @Override
  public CompletableFuture<byte[]> request(NodeId to, String topic, byte[] message) {
    checkMessage(topic, message);
    byte[] body = message.clone();
    if (to.equals(config.self()) && !closed) {
      return ownAnswer(topic, body);
    }
    Address address = addresses.get(to);
    if (closed || address == null) {
      return CompletableFuture.failedFuture(unavailable(to + " is not there"));
    }
    long number = numbers.incrementAndGet();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    pending.put(number, new Pending(address, answer));
    if (!send(address, new GossipMessage(Kind.REQUEST, number, topic, body))) {
      fail(number, "too many messages wait");
    }
    if (closed || !address.equals(addresses.get(to))) {
      fail(number, to + " has gone"); // it went meanwhile, and nobody may have noticed
    }
    delivery.later(
        () -> fail(number, to + " did not answer in " + REQUEST_MILLIS + " ms"), REQUEST_MILLIS);
    return answer;
  }

  private CompletableFuture<byte[]> ownAnswer(String topic, byte[] body) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    boolean taken =
        delivery.run(
            body.length,
            () ->
                received(config.self(), topic, body)
                    .ifPresentOrElse(
                        answer::complete,
                        () -> answer.completeExceptionally(unavailable("nobody answers"))));
    if (!taken) {
      answer.completeExceptionally(unavailable("too many messages wait"));
    }
    return answer;
  }

  @Override
  public void receive(String topic, Receiver receiver) {
    checkTopic(topic);
    receivers.put(topic, receiver);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    channel.close();
    pending.keySet().forEach(number -> fail(number, "this node has left"));
    delivery.close();
    sending.close();
  }

  private boolean send(@Nullable Address to, GossipMessage message) {
    byte[] octets = message.encode();
    return sending.run(
        octets.length,
        () -> {
          try {
            channel.send(new BytesMessage(to, octets));
          } catch (Exception e) { // JGroups declares no other
            LOG.debug("a message was not sent", e);
          }
        });
  }

  private void handle(Address from, GossipMessage message) {
    Optional<NodeId> node = PeerTable.node(from);
    if (node.isEmpty()) {
      return;
    }
    switch (message.kind()) {
      case BROADCAST -> received(node.get(), message.topic(), message.body());
      case REQUEST -> answer(from, node.get(), message);
      case ANSWER -> {
        Pending waiting = answered(from, message.number());
        if (waiting != null) {
          waiting.answer.complete(message.body());
        }
      }
      case NO_ANSWER -> {
        Pending waiting = answered(from, message.number());
        if (waiting != null) {
          waiting.answer.completeExceptionally(unavailable(node.get() + " has no answer"));
        }
      }
      case METADATA -> learn(from, message);
    }
  }

  private @Nullable Pending answered(Address from, long number) {
    Pending waiting = pending.get(number);
    return waiting != null && waiting.to.equals(from) && pending.remove(number, waiting)
        ? waiting
        : null;
  }

  private void answer(Address from, NodeId node, GossipMessage request) {
    Optional<byte[]> answer = received(node, request.topic(), request.body());
    Kind kind = answer.isPresent() ? Kind.ANSWER : Kind.NO_ANSWER;
    send(from, new GossipMessage(kind, request.number(), "", answer.orElseGet(() -> new byte[0])));
  }

  private Optional<byte[]> received(NodeId from, String topic, byte[] body) {
    Receiver receiver = receivers.get(topic);
    if (receiver == null || closed) {
      return Optional.empty();
    }
    try {
      Optional<byte[]> answer = receiver.received(from, body);
      if (answer.isPresent() && answer.get().length > MAX_MESSAGE_BYTES) {
        LOG.warn("the receiver of {} answered {} bytes", topic, answer.get().length);
        return Optional.empty();
      }
      return answer;
    } catch (RuntimeException | Error e) {
      LOG.warn("the receiver of {} failed", topic, e);
      return Optional.empty();
    }
  }

  private void learn(Address from, GossipMessage message) {
    try {
      Map<String, String> texts = GossipMessage.decodeMetadata(message.body());
      if (table.update(from, message.number(), texts)) {
        publish();
      }
    } catch (IOException e) {
      LOG.warn("{} sent metadata that cannot be read", from, e);
    }
  }

  /** Those who come are told what this node is; those who went will not answer. */
  private void viewed(List<Address> members) {
    for (Address added : table.update(members)) {
      if (!added.equals(channel.getAddress())) {
        send(added, announced);
      }
    }
    publish();
    pending.forEach(
        (number, waiting) -> {
          if (!table.contains(waiting.to)) {
            fail(number, "the node has gone");
          }
        });
  }

  private void publish() {
    List<Peer> now = table.peers();
    addresses = table.addresses();
    if (!now.equals(peers)) {
      peers = now;
      listeners.tell(now);
    }
  }

  private void fail(long number, String message) {
    Pending waiting = pending.remove(number);
    if (waiting != null) {
      waiting.answer.completeExceptionally(unavailable(message));
    }
  }

  private static void checkMessage(String topic, byte[] message) {
    checkTopic(topic);
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message of " + message.length + " bytes (expected: at most " + MAX_MESSAGE_BYTES + ")");
    }
  }

  private static void checkTopic(String topic) {
    if (topic.isEmpty() || topic.length() > MAX_TOPIC) {
      throw new IllegalArgumentException(
          "topic '" + topic + "' (expected: 1 to " + MAX_TOPIC + " characters)");
    }
  }

  private static StateStoreException unavailable(String message) {
    return new StateStoreException(Reason.UNAVAILABLE, message, null);
  }

  /** What JGroups calls, on its own threads, which go back at once. */
  private final class Inlet implements org.jgroups.Receiver {
    @Override
    public void viewAccepted(View view) {
      List<Address> members = List.copyOf(view.getMembers());
      delivery.run(() -> viewed(members));
    }

    @Override
    public void receive(Message message) {
      Address from = message.getSrc();
      byte[] array = message.getArray();
      if (from == null || array == null) {
        return;
      }
      byte[] octets = new byte[message.getLength()];
      System.arraycopy(array, message.getOffset(), octets, 0, octets.length);
      delivery.run(
          octets.length,
          () -> GossipMessage.decode(octets).ifPresent(decoded -> handle(from, decoded)));
    }
  }
}
