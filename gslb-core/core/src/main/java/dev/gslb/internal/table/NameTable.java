package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.NameHash;
import dev.gslb.internal.wire.WireName;
import java.util.Arrays;

/*
 * A hash table of names that never changes: a change makes a new table that shares all pages but
 * those it touched.
 *
 *   directory            page (2^k buckets)         bucket: one byte array
 *   [0] ---------------> [0] --------------------> node node node
 *   [1] --> page         [1] --> bucket
 *   ...
 *
 * A look-up is three dependent loads and a scan of about three nodes. A bucket with its nodes costs
 * one array header, whatever it holds: no object per name or record. Directory and pages have about
 * the square root of the number of buckets each, so a change copies two small arrays and one bucket.
 *
 * Hashes are of absolute names, keys are relative to the apex: the walk from the root down computes
 * each hash once and probes every table on its way with it.
 */

/** The names of one zone, or the apexes of all zones. Immutable. */
public final class NameTable {
  private static final byte[] NO_KEY = {};

  final byte[][][] directory;
  final int pageBits;
  final int buckets;
  final int nodes;
  final int rrsets;

  NameTable(byte[][][] directory, int pageBits, int buckets, int nodes, int rrsets) {
    this.directory = directory;
    this.pageBits = pageBits;
    this.buckets = buckets;
    this.nodes = nodes;
    this.rrsets = rrsets;
  }

  /**
   * Finds a node.
   *
   * @param hash folded hash of the absolute name
   * @param name holds the key
   * @param from index of the key's first label
   * @param length octets of the key; 0 for the apex
   * @param found points at the node if there is one, else is left as it was
   * @return whether the node exists
   */
  public boolean find(int hash, byte[] name, int from, int length, NodeCursor found) {
    int index = hash & (buckets - 1);
    byte[] bucket = directory[index >>> pageBits][index & ((1 << pageBits) - 1)];
    for (int at = 0; at < bucket.length; at += Bytes.getInt(bucket, at + NodeCursor.LENGTH)) {
      if (Bytes.getInt(bucket, at) == hash
          && (bucket[at + NodeCursor.KEY_LENGTH] & 0xFF) == length
          && sameKey(bucket, at + NodeCursor.KEY, name, from, length)) {
        found.point(bucket, at);
        return true;
      }
    }
    return false;
  }

  /**
   * Finds the node of a suffix of a name.
   *
   * @param name the name
   * @param label where the suffix begins
   * @param apexLabel where the table's apex begins in the name
   * @param found points at the node if there is one
   * @return whether the node exists
   */
  public boolean find(WireName name, int label, int apexLabel, NodeCursor found) {
    int from = name.start(label);
    return find(
        NameHash.fold(name.hash(label)), name.wire(), from, name.start(apexLabel) - from, found);
  }

  /** Finds the apex, given the folded hash of its name. */
  public boolean findApex(int hash, NodeCursor found) {
    return find(hash, NO_KEY, 0, 0, found);
  }

  /** Counts the nodes, empty non-terminals included. */
  public int nodes() {
    return nodes;
  }

  /** Counts the RRsets. */
  public int rrsets() {
    return rrsets;
  }

  /** Sees each node of a table. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Is shown a node.
     *
     * @param key the owner relative to the apex; a copy
     * @param node valid during the call
     */
    void visit(byte[] key, NodeCursor node);
  }

  /** Shows all nodes, in no order. */
  public void forEach(Visitor visitor) {
    NodeCursor cursor = new NodeCursor();
    for (byte[][] page : directory) {
      for (byte[] bucket : page) {
        for (int at = 0; at < bucket.length; at += Bytes.getInt(bucket, at + NodeCursor.LENGTH)) {
          cursor.point(bucket, at);
          int key = cursor.keyStart();
          visitor.visit(Arrays.copyOfRange(bucket, key, key + cursor.keyLength()), cursor);
        }
      }
    }
  }

  /** Counts the pages that two tables share; for tests of structure sharing. */
  @SuppressWarnings("ReferenceEquality") // identity is what sharing means
  int pagesSharedWith(NameTable other) {
    int shared = 0;
    for (int i = 0; i < Math.min(directory.length, other.directory.length); i++) {
      if (directory[i] == other.directory[i]) {
        shared++;
      }
    }
    return shared;
  }

  private static boolean sameKey(byte[] bucket, int key, byte[] name, int from, int length) {
    return Arrays.equals(bucket, key, key + length, name, from, from + length);
  }
}
