package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * What nodes send one another beside Ratis' own messages.
 *
 * <pre>
 * request: version(1) cluster(16) sender(text) kind(text) content
 * reply:   status(text) content
 * </pre>
 */
final class Wire {
  private static final int VERSION = 1;

  private Wire() {}

  /** What is asked: of the leader, but for WHO. */
  enum Kind {
    /** What this node is called, with its life. */
    WHO(true),
    /** Up to which index everything acknowledged lies. Changes nothing. */
    READ_INDEX(true),
    /** To put an operation into the log. */
    COMMIT(false),
    /** The same, for an operation that may as well be applied twice. */
    COMMIT_AGAIN(true),
    /** To take a node in, or out. The same again changes nothing. */
    ADD(true),
    REMOVE(true);

    /** Whether it can be asked again when nobody knows what became of it. */
    final boolean repeatable;

    Kind(boolean repeatable) {
      this.repeatable = repeatable;
    }
  }

  /** What became of a request. */
  enum Status {
    DONE,
    /** Nothing was done; the content is the leader's address, or empty. */
    NOT_LEADER,
    /** Nothing was done: the content names the other cluster. */
    OTHER_CLUSTER,
    /** Nothing was done: the content says why. */
    REFUSED,
    /** It may have been done. */
    UNKNOWN
  }

  /** A request. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else has the array
  record Request(UUID cluster, String sender, Kind kind, byte[] content) {}

  /** A reply. */
  @SuppressWarnings("ArrayRecordComponent") // as above
  record Reply(Status status, byte[] content) {
    static Reply of(Status status, String text) {
      return new Reply(status, encode(out -> out.writeUTF(text)));
    }

    String text() {
      return decode(content, in -> in.readUTF());
    }
  }

  static byte[] encode(Request request) {
    return encode(
        out -> {
          out.writeByte(VERSION);
          out.writeLong(request.cluster().getMostSignificantBits());
          out.writeLong(request.cluster().getLeastSignificantBits());
          out.writeUTF(request.sender());
          out.writeUTF(request.kind().name());
          out.write(request.content());
        });
  }

  static Request request(byte[] octets) {
    return decode(
        octets,
        in -> {
          int version = in.readUnsignedByte();
          if (version != VERSION) {
            throw new IOException("version " + version + " (expected: " + VERSION + ")");
          }
          UUID cluster = new UUID(in.readLong(), in.readLong());
          String sender = in.readUTF();
          Kind kind = one(Kind.class, in.readUTF());
          return new Request(cluster, sender, kind, in.readAllBytes());
        });
  }

  static byte[] encode(Reply reply) {
    return encode(
        out -> {
          out.writeUTF(reply.status().name());
          out.write(reply.content());
        });
  }

  static Reply reply(byte[] octets) {
    return decode(octets, in -> new Reply(one(Status.class, in.readUTF()), in.readAllBytes()));
  }

  private static <T extends Enum<T>> T one(Class<T> type, String name) throws IOException {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new IOException("unknown word " + name, e);
    }
  }

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static long number(byte[] octets) {
    return ByteBuffer.wrap(octets).getLong();
  }

  static byte[] outcome(Outcome outcome) {
    return ByteBuffer.allocate(Long.BYTES + 1)
        .put((byte) (outcome.applied() ? 1 : 0))
        .putLong(outcome.revision())
        .array();
  }

  static Outcome outcome(byte[] octets) {
    ByteBuffer in = ByteBuffer.wrap(octets);
    return new Outcome(in.get() == 1, in.getLong());
  }

  static Message message(byte[] octets) {
    ByteString content = UnsafeByteOperations.unsafeWrap(octets);
    return Message.valueOf(content);
  }

  /** Writes to memory. */
  interface Writer {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads from memory. */
  interface Reader<T> {
    T readFrom(DataInputStream in) throws IOException;
  }

  static byte[] encode(Writer writer) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try {
      writer.writeTo(new DataOutputStream(octets));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return octets.toByteArray();
  }

  /**
   * Reads what another node sent.
   *
   * @throws StateStoreException if it cannot be understood
   */
  static <T> T decode(byte[] octets, Reader<T> reader) {
    try {
      return reader.readFrom(new DataInputStream(new ByteArrayInputStream(octets)));
    } catch (IOException e) {
      throw new StateStoreException(
          Reason.FAILED, "another node sent what cannot be understood: " + e.getMessage(), e);
    }
  }
}
