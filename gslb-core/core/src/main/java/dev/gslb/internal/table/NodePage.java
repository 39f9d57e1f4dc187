package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.zone.RefusedException;
import java.util.Arrays;

/*
 * One page of a name table: a small hash table with chains, all in one byte array.
 *
 *   0   shift        8 bits    places are stored divided by 2^shift
 *   1   depth        8 bits    how many leading bits the hashes of all its nodes share
 *   2   slot bits    8 bits    logarithm of the number of slots
 *   4   used        32 bits    end of the last node
 *   8   dead        32 bits    octets of nodes that are in no chain any more
 *  12   nodes       32 bits
 *  16   slots       2^slot bits times 16 bits: the place of the first node of a chain, or 0
 *   .   nodes       see NodeCursor; each holds the place of the next one of its chain
 *
 * A node is put behind the last one, so that a page takes another node without being laid out anew.
 */

/**
 * Lays nodes out in a byte array. All methods but {@code copy} work on an array that is shared with
 * nobody.
 */
final class NodePage {
  static final int SLOTS = 16;

  /** Logarithm of the slots of a page in a table of several. */
  static final int MOST_SLOT_BITS = 8;

  private static final int SHIFT = 0;
  private static final int DEPTH = 1;
  private static final int SLOT_BITS = 2;
  private static final int USED = 4;
  private static final int DEAD = 8;
  private static final int NODES = 12;

  private static final int FEWEST_SLOT_BITS = 2;
  private static final int PLACES = 1 << 16;

  /** With it, a page has at most 1 GiB, so that sums of two sizes are still indexes. */
  private static final int MOST_SHIFT = 14;

  private NodePage() {}

  /** The page of an empty table. */
  static byte[] empty() {
    return allocate(0, FEWEST_SLOT_BITS, 64, 1);
  }

  /** Makes a page for some nodes, each of which may begin up to a unit behind the one before. */
  private static byte[] allocate(int depth, int slotBits, long nodeBytes, int nodes) {
    int used = SLOTS + (2 << slotBits);
    int shift = 0;
    long length = used + nodeBytes;
    while (length > (long) PLACES << shift) {
      shift++;
      length = used + nodeBytes + nodes * ((1L << shift) - 1);
      if (shift > MOST_SHIFT) {
        throw new RefusedException(
            "a page of a name table",
            nodes + " nodes of " + nodeBytes + " octets",
            "under 65536 names with like hashes, and 1 GiB of their RRsets");
      }
    }
    byte[] page = new byte[(int) length];
    page[SHIFT] = (byte) shift;
    page[DEPTH] = (byte) depth;
    page[SLOT_BITS] = (byte) slotBits;
    Bytes.putInt(page, USED, used);
    return page;
  }

  /** Finds where the chain of a hash begins; 0 if it is empty. */
  static int first(byte[] page, int hash, int slotMask) {
    return Bytes.getShort(page, SLOTS + 2 * (hash & slotMask)) << page[SHIFT];
  }

  /** Finds the next node of a chain; 0 behind the last. */
  static int next(byte[] page, int at) {
    return Bytes.getShort(page, at + NodeCursor.NEXT) << page[SHIFT];
  }

  static int depth(byte[] page) {
    return page[DEPTH];
  }

  static int slotBits(byte[] page) {
    return page[SLOT_BITS];
  }

  static int slotMask(byte[] page) {
    return (1 << page[SLOT_BITS]) - 1;
  }

  static int nodes(byte[] page) {
    return Bytes.getInt(page, NODES);
  }

  /** Octets that belong to chains, header and slots included. */
  static int live(byte[] page) {
    return Bytes.getInt(page, USED) - Bytes.getInt(page, DEAD);
  }

  /** Copies a page with some room behind its nodes. */
  static byte[] copy(byte[] page, int room) {
    return Arrays.copyOf(page, Bytes.getInt(page, USED) + room);
  }

  /** Whether a node of some octets fits behind the others, at a place that can be told. */
  static boolean hasRoom(byte[] page, int length) {
    int at = align(page, Bytes.getInt(page, USED));
    return at >>> page[SHIFT] < PLACES && length <= page.length - at;
  }

  private static int align(byte[] page, int at) {
    int unit = 1 << page[SHIFT];
    return (at + unit - 1) & -unit;
  }

  /** Puts a node behind the others, for which there is room, and into its chain. */
  static void add(byte[] page, byte[] from, int start, int length) {
    int used = Bytes.getInt(page, USED);
    int at = align(page, used);
    System.arraycopy(from, start, page, at, length);
    int slot = SLOTS + 2 * (Bytes.getInt(page, at) & slotMask(page));
    Bytes.putShort(page, at + NodeCursor.NEXT, Bytes.getShort(page, slot));
    Bytes.putShort(page, slot, at >>> page[SHIFT]);
    Bytes.putInt(page, USED, at + length);
    Bytes.putInt(page, DEAD, Bytes.getInt(page, DEAD) + at - used);
    Bytes.putInt(page, NODES, nodes(page) + 1);
  }

  /** Takes a node out of its chain. */
  static void remove(byte[] page, int at) {
    int next = Bytes.getShort(page, at + NodeCursor.NEXT);
    int link = SLOTS + 2 * (Bytes.getInt(page, at) & slotMask(page));
    for (int other = Bytes.getShort(page, link) << page[SHIFT]; other != at; ) {
      link = other + NodeCursor.NEXT;
      other = next(page, other);
    }
    Bytes.putShort(page, link, next);
    int length = Bytes.getInt(page, at + NodeCursor.LENGTH);
    Bytes.putInt(page, DEAD, Bytes.getInt(page, DEAD) + length);
    Bytes.putInt(page, NODES, nodes(page) - 1);
  }

  /** Lays the page out anew, without what is dead, and with room for more. */
  static byte[] rebuild(byte[] page, int slotBits, long room) {
    return part(page, page[DEPTH], slotBits, 0, 0, room);
  }

  /** Lays out anew what belongs to one half of the page. */
  static byte[] half(byte[] page, boolean upper) {
    int bit = Integer.MIN_VALUE >>> page[DEPTH];
    return part(page, page[DEPTH] + 1, page[SLOT_BITS], bit, upper ? bit : 0, -1);
  }

  private static byte[] part(
      byte[] page, int depth, int slotBits, int mask, int value, long wantedRoom) {
    long size = 0;
    int count = 0;
    int slots = 1 << page[SLOT_BITS];
    for (int slot = 0; slot < slots; slot++) {
      for (int at = first(page, slot, -1); at != 0; at = next(page, at)) {
        if ((Bytes.getInt(page, at) & mask) == value) {
          size += Bytes.getInt(page, at + NodeCursor.LENGTH);
          count++;
        }
      }
    }
    long room = wantedRoom < 0 ? size / 4 : wantedRoom;
    byte[] made = allocate(depth, slotBits, size + room, count + 1);
    for (int slot = 0; slot < slots; slot++) {
      for (int at = first(page, slot, -1); at != 0; at = next(page, at)) {
        if ((Bytes.getInt(page, at) & mask) == value) {
          add(made, page, at, Bytes.getInt(page, at + NodeCursor.LENGTH));
        }
      }
    }
    return made;
  }

  /** Whether so much of the page is unused that it should be laid out anew before it is kept. */
  static boolean isLoose(byte[] page) {
    return page.length - live(page) > page.length / 8;
  }

  /** Whether a plain copy of another length keeps all places valid. */
  static boolean canStretch(byte[] page, long length) {
    return Bytes.getInt(page, DEAD) == 0 && length <= (long) PLACES << page[SHIFT];
  }
}
