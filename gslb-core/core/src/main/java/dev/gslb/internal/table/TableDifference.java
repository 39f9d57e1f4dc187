package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The records by which two versions of a zone differ, without the SOA at its apex and without what
 * policies answer. Pages that both versions share are passed over, so that a small change is found
 * in little time. Confined to one thread.
 */
public final class TableDifference {
  private static final int SOA = 6;

  private final NameTable before;
  private final NameTable after;
  private final Sink sink;
  private final NodeCursor other = new NodeCursor();

  /** Takes the records of a difference. */
  public interface Sink {
    /**
     * Takes a record that only one version has.
     *
     * @param added whether it came; else it went
     * @param key the owner relative to the apex
     * @param node holds the record
     * @param rrset its RRset
     * @param record where its RDLENGTH stands
     * @return whether more are wanted
     */
    boolean record(boolean added, byte[] key, NodeCursor node, int rrset, int record);
  }

  private TableDifference(NameTable before, NameTable after, Sink sink) {
    this.before = before;
    this.after = after;
    this.sink = sink;
  }

  /** Gives the difference to a sink, while it wants more. Returns whether it took all. */
  public static boolean give(NameTable before, NameTable after, Sink sink) {
    TableDifference difference = new TableDifference(before, after, sink);
    return before.forEachBeyond(after, difference::gone)
        && after.forEachBeyond(before, difference::come);
  }

  /** Makes a whole owner of one that is relative to an apex, both in wire format. */
  public static byte[] owner(byte[] key, byte[] apex) {
    byte[] owner = Arrays.copyOf(key, key.length + apex.length);
    System.arraycopy(apex, 0, owner, key.length, apex.length);
    return owner;
  }

  private boolean gone(byte[] key, NodeCursor node) {
    boolean exists = after.find(node.hash(), key, 0, key.length, other);
    return onlyIn(false, key, node, exists);
  }

  private boolean come(byte[] key, NodeCursor node) {
    boolean exists = before.find(node.hash(), key, 0, key.length, other);
    return onlyIn(true, key, node, exists);
  }

  private boolean onlyIn(boolean added, byte[] key, NodeCursor node, boolean otherExists) {
    for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
      int type = node.type(rrset);
      if (node.isPolicy(rrset) || (type == SOA && key.length == 0)) {
        continue;
      }
      int counterpart = otherExists ? other.find(type) : -1;
      if (counterpart >= 0 && other.isPolicy(counterpart)) {
        counterpart = -1;
      }
      if (!onlyIn(added, key, node, rrset, counterpart)) {
        return false;
      }
    }
    return true;
  }

  private boolean onlyIn(boolean added, byte[] key, NodeCursor node, int rrset, int counterpart) {
    boolean sameTtl = counterpart >= 0 && node.ttlSeconds(rrset) == other.ttlSeconds(counterpart);
    Set<ByteBuffer> known = sameTtl ? records(other, counterpart) : Set.of();
    byte[] bytes = node.bytes();
    int record = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      int length = Bytes.getShort(bytes, record);
      boolean common = sameTtl && known.contains(ByteBuffer.wrap(bytes, record + 2, length));
      if (!common && !sink.record(added, key, node, rrset, record)) {
        return false;
      }
      record += 2 + length;
    }
    return true;
  }

  private static Set<ByteBuffer> records(NodeCursor node, int rrset) {
    Set<ByteBuffer> records = new HashSet<>();
    byte[] bytes = node.bytes();
    int record = node.data(rrset);
    for (int i = node.count(rrset); i > 0; i--) {
      int length = Bytes.getShort(bytes, record);
      records.add(ByteBuffer.wrap(bytes, record + 2, length));
      record += 2 + length;
    }
    return records;
  }
}
