package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.Engine;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.RequestDesk;
import dev.gslb.internal.engine.Sender;
import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Target;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Static records that stand for the names which policies answer, for servers that have no policies.
 * The same snapshot gives the same records.
 */
final class GslbRecords {
  /**
   * How often a policy is asked, at most. A candidate that gets one answer in fourteen is missed by
   * less than one transfer in a hundred.
   */
  private static final int DRAWS = 64;

  /** A client of unknown place. */
  private static final Sender NOBODY = new Sender(new InetSocketAddress("0.0.0.0", 0), true);

  private final ZoneView zone;
  private final GslbContent content;
  private final Engine engine;
  private final byte[] out = new byte[Wire.MAX_MESSAGE];

  GslbRecords(Snapshot snapshot, ZoneView zone, GslbContent content, EngineOptions options) {
    this.zone = zone;
    this.content = content;
    SplittableRandom random = new SplittableRandom(1);
    // Tickets of its own: a transfer takes no turn of a client, and always begins at the same one.
    Snapshot own = snapshot.rehearsal(snapshot.tickets().fresh());
    this.engine =
        new Engine(
            new SnapshotCell(own),
            options.forEverybody(),
            new WorkerCounters(),
            random::nextLong,
            RequestDesk.CLOSED);
    engine.beginBatch();
  }

  /** Gives all records to a sink, while it wants them. Returns whether it took all. */
  boolean forEach(RecordSink sink) {
    if (content == GslbContent.OMIT) {
      return true;
    }
    for (GslbName name : zone.zone().gslbNames()) {
      List<Endpoint> endpoints = name.policy().endpoints();
      boolean alias = endpoints.stream().anyMatch(each -> each.target() instanceof Target.Alias);
      boolean all =
          alias
              ? give(sink, name, Wire.CNAME, 1, endpoints)
              : give(sink, name, Wire.A, DRAWS, endpoints)
                  && give(sink, name, Wire.AAAA, DRAWS, endpoints);
      if (!all) {
        return false;
      }
    }
    return true;
  }

  private boolean give(
      RecordSink sink, GslbName name, int type, int draws, List<Endpoint> endpoints) {
    // A CNAME is one record, whichever: so it is drawn even where all addresses would be told.
    Set<ByteBuffer> records =
        content == GslbContent.ALL && type != Wire.CNAME
            ? declared(endpoints, type)
            : drawn(name, type, draws, declared(endpoints, type).size());
    byte[] owner = name.owner().canonicalWire();
    for (ByteBuffer record : records) {
      byte[] rdata = new byte[record.remaining()];
      record.duplicate().get(rdata);
      if (!sink.record(owner, type, (int) name.ttlSeconds(), rdata, 0, rdata.length)) {
        return false;
      }
    }
    return true;
  }

  private static Set<ByteBuffer> declared(List<Endpoint> endpoints, int type) {
    Set<ByteBuffer> records = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      if (endpoint.target() instanceof Target.Address address) {
        byte[] octets = address.inet().getAddress();
        if (octets.length == (type == Wire.A ? 4 : 16)) {
          records.add(ByteBuffer.wrap(octets));
        }
      }
    }
    return records;
  }

  private Set<ByteBuffer> drawn(GslbName name, int type, int draws, int most) {
    Set<ByteBuffer> records = new TreeSet<>();
    if (type != Wire.CNAME && most == 0) {
      return records;
    }
    byte[] query = query(name.owner().wire(), type);
    for (int i = 0; i < draws && (i == 0 || records.size() < most); i++) {
      int length = engine.handle(NOBODY, query, query.length, out, out.length);
      List<ByteBuffer> answers = answers(length, query.length, type);
      if (answers.isEmpty()) {
        break;
      }
      records.addAll(answers);
    }
    return records;
  }

  private static byte[] query(byte[] name, int type) {
    byte[] query = new byte[Wire.HEADER_LENGTH + name.length + 4];
    Bytes.putShort(query, 4, 1);
    System.arraycopy(name, 0, query, Wire.HEADER_LENGTH, name.length);
    Bytes.putShort(query, query.length - 4, type);
    Bytes.putShort(query, query.length - 2, Wire.CLASS_IN);
    return query;
  }

  /** The records that the engine wrote for the name itself: their owner points at the question. */
  private List<ByteBuffer> answers(int length, int questionEnd, int type) {
    List<ByteBuffer> answers = new ArrayList<>();
    int at = questionEnd;
    for (int i = Bytes.getShort(out, 6); i > 0 && at < length; i--) {
      int end = at + 12 + Bytes.getShort(out, at + 10);
      if (Bytes.getShort(out, at) == 0xC00C && Bytes.getShort(out, at + 2) == type) {
        answers.add(ByteBuffer.wrap(Arrays.copyOfRange(out, at + 12, end)));
      }
      at = end;
    }
    return answers;
  }
}
