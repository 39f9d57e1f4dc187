package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.NameHash;
import dev.gslb.internal.wire.WireName;
import java.util.Arrays;

/*
 * An extendible hash table of names that never changes: a change makes a new table that shares all
 * pages but those it touched.
 *
 *   directory            page: one byte array of up to 512 nodes
 *   [000] -------------> slots  node node node ...
 *   [001] -------------> slots  node node node ...
 *   [010] --+
 *   [011] --+----------> slots  node node node ...
 *   ...
 *
 * The leading bits of a hash choose the page, the trailing ones the slot in it. A look-up loads a
 * page's address, a slot and a node, and seldom a second node. A page costs one array header,
 * whatever it holds, and there is no object per name or record: a collector has next to nothing to
 * mark or to trace in ten million records.
 *
 * A page that is full is split in two, and the directory doubles when there is no bit left to tell
 * them apart: no change lays out more than a page or two.
 *
 * Hashes are of absolute names, keys are relative to the apex: the walk from the root down computes
 * each hash once and probes every table on its way with it.
 *
 * Source: R. Fagin and others, Extendible Hashing, ACM TODS 4 (1979) 3.
 */

/** The names of one zone, or the apexes of all zones. Immutable. */
public final class NameTable {
  private static final byte[] NO_KEY = {};

  final byte[][] directory;
  final int nodes;
  final int rrsets;

  /** How far a hash is shifted to the right to be an index of the directory: 32 for one page. */
  private final int directoryShift;

  private final int slotMask;

  NameTable(byte[][] directory, int nodes, int rrsets) {
    this.directory = directory;
    this.directoryShift = 32 - Integer.numberOfTrailingZeros(directory.length);
    this.slotMask = NodePage.slotMask(directory[0]);
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
    byte[] page = directory[(int) ((hash & 0xFFFF_FFFFL) >>> directoryShift)];
    for (int at = NodePage.first(page, hash, slotMask); at != 0; at = NodePage.next(page, at)) {
      if (Bytes.getInt(page, at) == hash
          && (page[at + NodeCursor.KEY_LENGTH] & 0xFF) == length
          && sameKey(page, at + NodeCursor.KEY, name, from, length)) {
        found.point(page, at);
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
     * @return whether to go on
     */
    boolean visit(byte[] key, NodeCursor node);
  }

  /** Shows all nodes, in no order, while the visitor wants them. Returns whether it saw all. */
  public boolean forEach(Visitor visitor) {
    int depth = 32 - directoryShift;
    for (int i = 0; i < directory.length; i += 1 << (depth - NodePage.depth(directory[i]))) {
      if (!forEach(directory[i], visitor)) {
        return false;
      }
    }
    return true;
  }

  /** Shows the nodes of all pages that another table does not share. */
  @SuppressWarnings("ReferenceEquality") // identity is what sharing means
  boolean forEachBeyond(NameTable other, Visitor visitor) {
    int depth = 32 - directoryShift;
    for (int i = 0; i < directory.length; i += 1 << (depth - NodePage.depth(directory[i]))) {
      long firstHash = (long) i << directoryShift;
      boolean shared = other.directory[(int) (firstHash >>> other.directoryShift)] == directory[i];
      if (!shared && !forEach(directory[i], visitor)) {
        return false;
      }
    }
    return true;
  }

  private static boolean forEach(byte[] page, Visitor visitor) {
    NodeCursor cursor = new NodeCursor();
    for (int slot = NodePage.slotMask(page); slot >= 0; slot--) {
      for (int at = NodePage.first(page, slot, -1); at != 0; at = NodePage.next(page, at)) {
        cursor.point(page, at);
        int key = cursor.keyStart();
        if (!visitor.visit(Arrays.copyOfRange(page, key, key + cursor.keyLength()), cursor)) {
          return false;
        }
      }
    }
    return true;
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

  private static boolean sameKey(byte[] page, int key, byte[] name, int from, int length) {
    return Arrays.equals(page, key, key + length, name, from, from + length);
  }
}
