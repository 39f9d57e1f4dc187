package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Membership;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Votes as octets: a version, a count, then the id and the verdict of each. */
final class VoteMessage {
  private static final int VERSION = 1;

  /** A verdict's place is its code. */
  private static final List<Verdict> CODES = List.of(Verdict.UNKNOWN, Verdict.UP, Verdict.DOWN);

  /** An id has 255 characters of three octets at most, and a message 1 MiB. */
  private static final int MOST_VOTES = Membership.MAX_MESSAGE_BYTES / (2 + 3 * 255 + 1) - 1;

  private VoteMessage() {}

  /** No votes: asks the others for theirs. */
  static byte[] ask() {
    return encode(List.of());
  }

  /** As many messages as it takes. */
  static List<byte[]> encode(Map<EndpointId, Verdict> votes) {
    List<Map.Entry<EndpointId, Verdict>> all = List.copyOf(votes.entrySet());
    List<byte[]> messages = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_VOTES) {
      messages.add(encode(all.subList(from, Math.min(all.size(), from + MOST_VOTES))));
    }
    return messages;
  }

  private static byte[] encode(List<Map.Entry<EndpointId, Verdict>> votes) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      out.writeByte(VERSION);
      out.writeInt(votes.size());
      for (Map.Entry<EndpointId, Verdict> vote : votes) {
        out.writeUTF(vote.getKey().value());
        out.writeByte(CODES.indexOf(vote.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return octets.toByteArray();
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Map<EndpointId, Verdict> decode(byte[] message) {
    Map<EndpointId, Verdict> votes = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "votes of version " + version + " (expected: " + VERSION + ")");
      }
      for (int left = in.readInt(); left > 0; left--) {
        EndpointId id = new EndpointId(in.readUTF());
        int verdict = in.readUnsignedByte();
        if (verdict >= CODES.size()) {
          throw new IllegalArgumentException("verdict " + verdict + " (expected: 0..2)");
        }
        votes.put(id, CODES.get(verdict));
      }
      return votes;
    } catch (IOException e) {
      throw new IllegalArgumentException("votes that are cut off", e);
    }
  }
}
