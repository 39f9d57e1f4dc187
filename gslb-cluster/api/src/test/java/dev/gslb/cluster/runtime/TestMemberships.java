package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Nodes in one thread that see each other as the test says. */
final class TestMemberships {
  private final List<Node> nodes = new ArrayList<>();

  Node join(String name) {
    Node node = new Node(new NodeId(name));
    nodes.add(node);
    nodes.forEach(Node::tell);
    return node;
  }

  void leave(Node node) {
    nodes.remove(node);
    nodes.forEach(Node::tell);
  }

  /** The node sees nobody else, and nobody sees it. */
  void isolate(Node node) {
    leave(node);
    node.tell();
  }

  void rejoin(Node node) {
    nodes.add(node);
    nodes.forEach(Node::tell);
  }

  final class Node implements Membership {
    private final NodeId self;
    private final Map<String, Receiver> receivers = new HashMap<>();
    private final List<PeerListener> listeners = new ArrayList<>();

    private Node(NodeId self) {
      this.self = self;
    }

    private void tell() {
      listeners.forEach(listener -> listener.changed(peers()));
    }

    @Override
    public NodeId self() {
      return self;
    }

    @Override
    public List<Peer> peers() {
      List<Node> seen = nodes.contains(this) ? nodes : List.of(this);
      return seen.stream().map(node -> new Peer(node.self, Map.of())).toList();
    }

    @Override
    public void announce(Map<String, String> metadata) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Watch listen(PeerListener listener) {
      listeners.add(listener);
      listener.changed(peers());
      return () -> listeners.remove(listener);
    }

    @Override
    public void broadcast(String topic, byte[] message) {
      if (nodes.contains(this)) {
        for (Node node : List.copyOf(nodes)) {
          Receiver receiver = node.receivers.get(topic);
          if (node != this && receiver != null) {
            receiver.received(self, message);
          }
        }
      }
    }

    @Override
    public CompletableFuture<byte[]> request(NodeId to, String topic, byte[] message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void receive(String topic, Receiver receiver) {
      receivers.put(topic, receiver);
    }

    @Override
    public void close() {
      leave(this);
    }
  }
}
