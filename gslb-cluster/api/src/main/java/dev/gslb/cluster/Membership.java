package dev.gslb.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which nodes are there at the moment, and messages between them. Nothing is durable, and two nodes
 * may see different members for a while; what must be agreed on belongs into the {@link
 * StateStore}.
 *
 * <p>Safe for any thread; no method blocks but {@link #close}.
 */
public interface Membership extends AutoCloseable {

  /** The most bytes of a message. */
  int MAX_MESSAGE_BYTES = 1 << 20;

  /**
   * Returns this node's name.
   *
   * @return the name
   */
  NodeId self();

  /**
   * Returns who is there, this node among them.
   *
   * @return the latest news, ordered by name
   */
  List<Peer> peers();

  /**
   * Sets what the others learn of this node, in place of what they knew.
   *
   * @param metadata short texts, of 4096 bytes in all
   */
  void announce(Map<String, String> metadata);

  /**
   * Tells a listener of each change of {@link #peers}, beginning with the present ones. Calls come
   * one at a time, on a thread of the implementation, which the listener must not block.
   *
   * @param listener learns of peers
   * @return to be told no more
   */
  Watch listen(PeerListener listener);

  /**
   * Sends a message to all other nodes. It reaches each at most once, those of one sender in order;
   * a node that is cut off misses it.
   *
   * @param topic whose receivers get it, 1 to 64 characters
   * @param message of at most {@link #MAX_MESSAGE_BYTES}
   */
  void broadcast(String topic, byte[] message);

  /**
   * Asks one node and waits for its answer, 5 s at most.
   *
   * @param to the node
   * @param topic whose receiver answers
   * @param message of at most {@link #MAX_MESSAGE_BYTES}
   * @return the answer, or exceptionally a {@link StateStoreException} with {@link
   *     StateStoreException.Reason#UNAVAILABLE} if there is none
   */
  CompletableFuture<byte[]> request(NodeId to, String topic, byte[] message);

  /**
   * Sets who receives the messages of a topic, in place of who did before.
   *
   * @param topic 1 to 64 characters
   * @param receiver called on a thread of the implementation, which it must not block
   */
  void receive(String topic, Receiver receiver);

  /** Leaves. */
  @Override
  void close();

  /**
   * A node that is there.
   *
   * @param node its name
   * @param metadata what it says of itself
   */
  record Peer(NodeId node, Map<String, String> metadata) {
    /** Copies the metadata. */
    public Peer {
      metadata = Map.copyOf(metadata);
    }
  }

  /** Learns who is there. */
  interface PeerListener {
    /**
     * Reports a change.
     *
     * @param peers who is there now, this node among them, ordered by name
     */
    void changed(List<Peer> peers);
  }

  /** Receives messages. */
  interface Receiver {
    /**
     * Receives one message. An exception is logged, and is the lack of an answer.
     *
     * @param from the sender
     * @param message the content, for the receiver to keep
     * @return the answer to a request; of no use for a broadcast
     */
    Optional<byte[]> received(NodeId from, byte[] message);
  }
}
