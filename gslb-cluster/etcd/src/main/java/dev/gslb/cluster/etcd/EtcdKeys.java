package dev.gslb.cluster.etcd;

import com.google.protobuf.ByteString;
import dev.gslb.cluster.Change;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.Value;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our keys and values as etcd has them, below a prefix. What somebody else put there and is none of
 * ours is left out, with a warning. Immutable.
 */
final class EtcdKeys {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdKeys.class);

  private static final AtomicLong FOREIGN = new AtomicLong();

  private final ByteString prefix;

  EtcdKeys(String prefix) {
    this.prefix = ByteString.copyFromUtf8(prefix);
  }

  ByteString key(Key key) {
    return prefix.concat(ByteString.copyFromUtf8(key.text()));
  }

  /** The first key of a range that begins with a prefix. */
  ByteString first(String keyPrefix) {
    return prefix.concat(ByteString.copyFromUtf8(keyPrefix));
  }

  /** The first key after one. */
  ByteString after(Key key) {
    return key(key).concat(ByteString.copyFrom(new byte[1]));
  }

  /** The first key behind all that begin with a prefix: its last octet that can be grows by one. */
  ByteString end(String keyPrefix) {
    byte[] octets = first(keyPrefix).toByteArray();
    int last = octets.length - 1; // UTF-8 has no octet FF
    octets[last]++;
    return ByteString.copyFrom(octets);
  }

  static ByteString value(Value value) {
    return ByteString.copyFrom(value.bytes());
  }

  Optional<Entry> entry(KeyValue pair) {
    Optional<Key> key = keyOf(pair);
    if (key.isEmpty() || pair.getValue().size() > Value.MAX_BYTES) {
      foreign(pair);
      return Optional.empty();
    }
    Value value = Value.of(pair.getValue().toByteArray());
    return Optional.of(new Entry(key.get(), value, pair.getModRevision(), lease(pair)));
  }

  Optional<Change> change(Event event) {
    KeyValue pair = event.getKv();
    if (event.getType() == Event.EventType.DELETE) {
      Optional<Key> key = keyOf(pair);
      if (key.isEmpty()) {
        foreign(pair);
      }
      return key.map(Change.Delete::new);
    }
    return entry(pair).map(entry -> new Change.Put(entry.key(), entry.value(), entry.lease()));
  }

  private Optional<Key> keyOf(KeyValue pair) {
    ByteString text = pair.getKey().substring(prefix.size());
    if (text.isEmpty() || text.size() > Key.MAX_BYTES || !text.isValidUtf8()) {
      return Optional.empty();
    }
    return Optional.of(new Key(text.toStringUtf8()));
  }

  private static Optional<LeaseId> lease(KeyValue pair) {
    return pair.getLease() < 1 ? Optional.empty() : Optional.of(new LeaseId(pair.getLease()));
  }

  private static void foreign(KeyValue pair) {
    if (Long.bitCount(FOREIGN.incrementAndGet()) > 1) {
      return; // the first, second, fourth and so on are enough
    }
    LOG.warn(
        "etcd has a key that is none of ours below our prefix: {} with {} bytes",
        pair.getKey(),
        pair.getValue().size());
  }
}
