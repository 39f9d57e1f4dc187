package dev.gslb.internal.table;

import java.util.Arrays;

/**
 * The pages of a table that is being edited. A page that another table shares is copied before it
 * is handed out to be written to. Confined to one thread.
 */
final class PageDirectory {
  /** Two for each slot: fewer slots stay in the processor's caches, and chains lie together. */
  private static final int MOST_NODES = 2 << NodePage.MOST_SLOT_BITS;

  /** Octets at which a page with some nodes is split, so that a change copies no more. */
  private static final int MANY_OCTETS = 1 << 16;

  private static final int SOME_NODES = 64;

  /** Leading bits that tell pages apart at most; names whose hashes share more share a page. */
  private static final int MOST_DEPTH = 22;

  /**
   * Entries of the directory for each full page's worth of names, at most: names that were made to
   * share many leading bits then share a page instead of doubling the directory again and again.
   */
  private static final int MOST_ENTRIES = 64;

  /** Octets of room in a copied page, enough for one small change. */
  private static final int SMALL_ROOM = 128;

  private final boolean exclusive;
  private byte[][] directory;

  /** Whether the page was made here; for each entry of the directory. */
  private boolean[] owned;

  private int depth;

  /** Starts with one page without nodes. */
  PageDirectory() {
    exclusive = true;
    directory = new byte[][] {NodePage.empty()};
    owned = new boolean[] {true};
  }

  /** Starts with the pages of a table. */
  PageDirectory(byte[][] base) {
    exclusive = false;
    directory = base.clone();
    owned = new boolean[base.length];
    depth = Integer.numberOfTrailingZeros(base.length);
  }

  /** Returns the page of a hash, to be read. */
  byte[] get(int hash) {
    return directory[index(hash)];
  }

  private int index(int hash) {
    return (int) ((hash & 0xFFFF_FFFFL) >>> (32 - depth));
  }

  /** Returns the page of a hash, to be written to. */
  byte[] own(int hash) {
    int index = index(hash);
    if (!owned[index]) {
      put(index, NodePage.copy(directory[index], SMALL_ROOM));
    }
    return directory[index];
  }

  /**
   * Returns the page of a hash, to be written to, with room for one more node.
   *
   * @param hash of the node
   * @param length octets of the node
   * @param nodes how many the table has on all pages
   */
  byte[] room(int hash, int length, int nodes) {
    byte[] page = own(hash);
    while (isFull(page) && (NodePage.depth(page) < depth || mayDouble(nodes))) {
      if (NodePage.slotBits(page) < NodePage.MOST_SLOT_BITS) {
        int live = NodePage.live(page);
        put(index(hash), NodePage.rebuild(page, NodePage.slotBits(page) + 1, live / 2));
      } else {
        split(index(hash));
      }
      page = directory[index(hash)];
    }
    return NodePage.hasRoom(page, length) ? page : enlarge(index(hash), page, length);
  }

  private boolean mayDouble(int nodes) {
    return directory.length <= MOST_ENTRIES * Math.max(1, nodes / MOST_NODES);
  }

  private static boolean isFull(byte[] page) {
    int nodes = NodePage.nodes(page);
    if (NodePage.slotBits(page) < NodePage.MOST_SLOT_BITS) {
      return nodes >= 1 << NodePage.slotBits(page);
    }
    boolean crowded = nodes >= MOST_NODES;
    boolean heavy = nodes >= SOME_NODES && NodePage.live(page) > MANY_OCTETS;
    return (crowded || heavy) && NodePage.depth(page) < MOST_DEPTH;
  }

  private byte[] enlarge(int index, byte[] page, int length) {
    long room = (long) length + NodePage.live(page) / 3;
    byte[] larger =
        NodePage.canStretch(page, NodePage.live(page) + room)
            ? NodePage.copy(page, (int) room)
            : NodePage.rebuild(page, NodePage.slotBits(page), room);
    put(index, larger);
    return larger;
  }

  private void split(int index) {
    byte[] page = directory[index];
    int at = index;
    if (NodePage.depth(page) == depth) {
      doubleDirectory();
      at = 2 * index;
    }
    int entries = 1 << (depth - NodePage.depth(page));
    int first = at & -entries;
    put(first, NodePage.half(page, false));
    put(first + entries / 2, NodePage.half(page, true));
  }

  private void doubleDirectory() {
    byte[][] larger = new byte[2 * directory.length][];
    boolean[] largerOwned = new boolean[larger.length];
    for (int i = 0; i < larger.length; i++) {
      larger[i] = directory[i / 2];
      largerOwned[i] = owned[i / 2];
    }
    directory = larger;
    owned = largerOwned;
    depth++;
  }

  /** Puts a page at all entries that its depth gives it. */
  private void put(int index, byte[] page) {
    int entries = 1 << (depth - NodePage.depth(page));
    int first = index & -entries;
    Arrays.fill(directory, first, first + entries, page);
    Arrays.fill(owned, first, first + entries, true);
  }

  /** Ends the editing: gives up the room that was not used. */
  byte[][] freeze() {
    for (int i = 0; i < directory.length; ) {
      byte[] page = directory[i];
      if (owned[i] && (exclusive || NodePage.isLoose(page))) {
        page = NodePage.rebuild(page, NodePage.slotBits(page), 0);
        put(i, page);
      }
      i += 1 << (depth - NodePage.depth(page));
    }
    return directory;
  }
}
