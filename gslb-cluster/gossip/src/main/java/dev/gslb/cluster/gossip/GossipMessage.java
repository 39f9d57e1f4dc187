package dev.gslb.cluster.gossip;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/*
 *  +------+--------------------+------------------+-------+------+
 *  | kind | number, 64 bits    | length of topic  | topic | body |
 *  +------+--------------------+------------------+-------+------+
 */
/**
 * What one message of JGroups carries. Later versions may add kinds; unknown ones are left out.
 * Nobody changes the body.
 */
final class GossipMessage {

  /** What a message is for. */
  enum Kind {
    /** For all receivers of a topic. */
    BROADCAST(1),
    /** Asks for an answer with the same number. */
    REQUEST(2),
    /** An answer. */
    ANSWER(3),
    /** That there is no answer. */
    NO_ANSWER(4),
    /** What a node says of itself; greater numbers are later ones. */
    METADATA(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Optional<Kind> of(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
  }

  private static final int MAX_ENTRIES = 4096;

  private final Kind kind;
  private final long number;
  private final String topic;
  private final byte[] body;

  GossipMessage(Kind kind, long number, String topic, byte[] body) {
    this.kind = kind;
    this.number = number;
    this.topic = topic;
    this.body = body;
  }

  Kind kind() {
    return kind;
  }

  long number() {
    return number;
  }

  String topic() {
    return topic;
  }

  byte[] body() {
    return body;
  }

  byte[] encode() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(body.length + topic.length() + 16);
    try (DataOutputStream out = new DataOutputStream(octets)) {
      out.writeByte(kind.code);
      out.writeLong(number);
      out.writeUTF(topic);
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return octets.toByteArray();
  }

  /** Empty if it is of a kind that is not known, or no message. */
  static Optional<GossipMessage> decode(byte[] octets) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets))) {
      Optional<Kind> kind = Kind.of(in.readUnsignedByte());
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new GossipMessage(kind.get(), in.readLong(), in.readUTF(), in.readAllBytes()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static byte[] encodeMetadata(Map<String, String> metadata) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeUTF(entry.getValue());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("metadata that cannot be written", e);
    }
    return octets.toByteArray();
  }

  static Map<String, String> decodeMetadata(byte[] octets) throws IOException {
    Map<String, String> metadata = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets))) {
      while (in.available() > 0 && metadata.size() < MAX_ENTRIES) {
        metadata.put(in.readUTF(), in.readUTF());
      }
    }
    return metadata;
  }
}
