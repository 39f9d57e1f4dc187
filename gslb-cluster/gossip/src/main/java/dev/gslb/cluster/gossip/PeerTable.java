package dev.gslb.cluster.gossip;

import dev.gslb.cluster.Membership.Peer;
import dev.gslb.cluster.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;

/**
 * Who is there, and what they say of themselves. A name that is there twice, since a node came back
 * before its former life was noticed to be over, means the later one. Confined to one thread.
 */
final class PeerTable {
  private static final int MAX_STRANGERS = 64; // whose metadata is kept until they are there

  private record Metadata(long number, Map<String, String> texts) {}

  private final Map<Address, Metadata> metadata = new HashMap<>();
  private List<Address> members = List.of(); // in the order in which they came

  /** Takes a new view, and returns who is in it that was not in the one before. */
  List<Address> update(List<Address> next) {
    List<Address> added = new ArrayList<>(next);
    added.removeAll(members);
    members = List.copyOf(next);
    long strangers = metadata.keySet().stream().filter(each -> !members.contains(each)).count();
    if (strangers > MAX_STRANGERS) {
      metadata.keySet().retainAll(members);
    }
    return added;
  }

  /** Takes what a node says of itself, and returns whether it is news. */
  boolean update(Address from, long number, Map<String, String> texts) {
    Metadata known = metadata.get(from);
    if (known != null && known.number >= number) {
      return false;
    }
    metadata.put(from, new Metadata(number, texts));
    return true;
  }

  boolean contains(Address address) {
    return members.contains(address);
  }

  List<Peer> peers() {
    Map<NodeId, Peer> peers = new TreeMap<>();
    for (Address member : members) {
      Metadata said = metadata.get(member);
      Map<String, String> texts = said == null ? Map.of() : said.texts;
      node(member).ifPresent(node -> peers.put(node, new Peer(node, texts)));
    }
    return List.copyOf(peers.values());
  }

  /** The addresses of the names. */
  Map<NodeId, Address> addresses() {
    Map<NodeId, Address> addresses = new HashMap<>();
    for (Address member : members) {
      node(member).ifPresent(node -> addresses.put(node, member));
    }
    return Map.copyOf(addresses);
  }

  /** The name in an address. */
  static Optional<NodeId> node(Address address) {
    byte[] name = address instanceof ExtendedUUID extended ? extended.get(GossipStack.NODE) : null;
    if (name == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NodeId(new String(name, StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
