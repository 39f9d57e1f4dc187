package dev.gslb.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operations as octets: a version, a kind, then the fields in their order. Numbers are big-endian;
 * a key is its length in two octets and UTF-8, a value its length in four and its bytes.
 */
final class OperationCodec {
  private static final int VERSION = 1;
  private static final int COMMIT = 1;
  private static final int GRANT = 2;
  private static final int RENEW = 3;
  private static final int REVOKE = 4;
  private static final int EXPIRE = 5;
  private static final int PUT = 1;
  private static final int DELETE = 2;

  private OperationCodec() {}

  static byte[] encode(Operation operation) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(octets)) {
      out.writeByte(VERSION);
      write(operation, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return octets.toByteArray();
  }

  private static void write(Operation operation, DataOutputStream out) throws IOException {
    if (operation instanceof Operation.Commit commit) {
      out.writeByte(COMMIT);
      write(commit.transaction(), out);
    } else if (operation instanceof Operation.Grant grant) {
      out.writeByte(GRANT);
      out.writeLong(grant.lease().value());
      out.writeLong(grant.timeToLive().toMillis());
    } else if (operation instanceof Operation.Renew renew) {
      out.writeByte(RENEW);
      out.writeLong(renew.lease().value());
    } else if (operation instanceof Operation.Revoke revoke) {
      out.writeByte(REVOKE);
      out.writeLong(revoke.lease().value());
    } else {
      Operation.Expire expire = (Operation.Expire) operation;
      out.writeByte(EXPIRE);
      out.writeLong(expire.lease().value());
      out.writeLong(expire.renewals());
    }
  }

  private static void write(Transaction transaction, DataOutputStream out) throws IOException {
    out.writeByte(transaction.conditions().size());
    for (Condition condition : transaction.conditions()) {
      writeKey(condition.key(), out);
      out.writeLong(condition.revision());
    }
    out.writeByte(transaction.changes().size());
    for (Change change : transaction.changes()) {
      if (change instanceof Change.Put put) {
        out.writeByte(PUT);
        writeKey(put.key(), out);
        writeValue(put.value(), out);
        out.writeLong(put.lease().map(LeaseId::value).orElse(0L));
      } else {
        out.writeByte(DELETE);
        writeKey(change.key(), out);
      }
    }
  }

  static void writeKey(Key key, DataOutputStream out) throws IOException {
    byte[] bytes = key.text().getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  static void writeValue(Value value, DataOutputStream out) throws IOException {
    out.writeInt(value.size());
    out.write(value.shared());
  }

  static Operation decode(byte[] octets) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "operation of version " + version + " (expected: " + VERSION + ")");
      }
      Operation operation = read(in);
      if (in.read() >= 0) {
        throw new IllegalArgumentException("operation with octets behind its end");
      }
      return operation;
    } catch (IOException e) {
      throw new IllegalArgumentException("operation of " + octets.length + " octets is cut off", e);
    }
  }

  private static Operation read(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case COMMIT -> new Operation.Commit(readTransaction(in));
      case GRANT -> new Operation.Grant(readLease(in), Duration.ofMillis(in.readLong()));
      case RENEW -> new Operation.Renew(readLease(in));
      case REVOKE -> new Operation.Revoke(readLease(in));
      case EXPIRE -> new Operation.Expire(readLease(in), in.readLong());
      default -> throw new IllegalArgumentException("operation of kind " + kind);
    };
  }

  private static LeaseId readLease(DataInputStream in) throws IOException {
    return new LeaseId(in.readLong());
  }

  private static Transaction readTransaction(DataInputStream in) throws IOException {
    List<Condition> conditions = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      conditions.add(new Condition(readKey(in), in.readLong()));
    }
    List<Change> changes = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      int kind = in.readUnsignedByte();
      if (kind == PUT) {
        changes.add(new Change.Put(readKey(in), readValue(in), leaseOf(in.readLong())));
      } else if (kind == DELETE) {
        changes.add(new Change.Delete(readKey(in)));
      } else {
        throw new IllegalArgumentException("change of kind " + kind);
      }
    }
    return new Transaction(conditions, changes);
  }

  static Optional<LeaseId> leaseOf(long id) {
    return id == 0 ? Optional.empty() : Optional.of(new LeaseId(id));
  }

  static Key readKey(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new Key(new String(bytes, StandardCharsets.UTF_8));
  }

  static Value readValue(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Value.MAX_BYTES) {
      throw new IllegalArgumentException(
          "value of " + length + " bytes (expected: at most " + Value.MAX_BYTES + ")");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return Value.owning(bytes);
  }
}
