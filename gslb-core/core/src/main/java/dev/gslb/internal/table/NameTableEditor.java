package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.NameHash;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RefusedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Derives a table from another, or from nothing. Confined to one thread. The directory and the
 * pages of the other table are copied once, when first touched, and never written to.
 */
final class NameTableEditor {
  private static final int MAX_RECORDS = 0xFFFF;
  private static final byte[] NOTHING = {};

  /** Octets of the RRsets of a node, at most: sums of two stay in an int. */
  private static final int MAX_OCTETS = 1 << 30;

  private static final int POLICY_BIT = 0x8000_0000;
  private static final int TYPE_NS = 2;
  private static final int TYPE_CNAME = 5;
  private static final int TYPE_DNAME = 39;
  private static final int TYPE_RRSIG = 46;

  /** Says that an RRset has as many records as a message could ever count. */
  static final int FULL = -2;

  /** Says that an RRset cannot be appended to, since a policy answers. */
  static final int ANSWERED_BY_POLICY = -1;

  /** Says, beside the flags, that the record was there already. */
  static final int DUPLICATE = 1 << 8;

  /** Says, beside the flags, that the RRset has another TTL than the record, which it keeps. */
  static final int OTHER_TTL = 1 << 9;

  /** Says, beside the flags, that the RRset has just become too large for any message. */
  static final int TOO_LARGE = 1 << 10;

  /** Octets of RDATA that fit a message of 65,535 octets with some names and little else. */
  static final int MAX_SENT = 64_000;

  private final long apexHash;

  private final NodeCursor cursor = new NodeCursor();
  private final byte[] hashed = new byte[255 + NameHash.SLACK];
  private final int[] labels = new int[128];
  private final PageDirectory pages;
  private int nodes;
  private int rrsets;
  private boolean limited;

  /** Starts with an apex and nothing else. */
  NameTableEditor(long apexHash) {
    this.apexHash = apexHash;
    this.pages = new PageDirectory();
    int hash = NameHash.fold(apexHash);
    insertNode(hash, node(hash, NOTHING, 0, NOTHING));
  }

  /** Starts with what a table holds. */
  NameTableEditor(NameTable base, long apexHash) {
    this.apexHash = apexHash;
    this.pages = new PageDirectory(base.directory);
    this.nodes = base.nodes;
    this.rrsets = base.rrsets;
  }

  /** Refuses from now on to append to an RRset more than a message holds. */
  void limit() {
    limited = true;
  }

  /** Ends the editing; the editor must not be used any more. */
  NameTable freeze() {
    return new NameTable(pages.freeze(), nodes, rrsets);
  }

  /** Points at the node of a key, or returns null. The cursor is valid until the next call. */
  @Nullable NodeCursor find(byte[] key) {
    return locate(hash(key), key) ? cursor : null;
  }

  /**
   * Appends a record to an RRset that it makes when needed. A record that is there already changes
   * nothing, and an RRset keeps the TTL of its first record (RFC 2181 section 5.2).
   *
   * @return the flags that the node had before, with {@link #DUPLICATE}, {@link #OTHER_TTL} and
   *     {@link #TOO_LARGE}; or {@link #ANSWERED_BY_POLICY} or {@link #FULL}, and nothing changed
   */
  int append(byte[] key, int type, int ttlSeconds, byte[] rdata) {
    int hash = hash(key);
    if (!locate(hash, key)) {
      addNode(hash, key, rrset(type, ttlSeconds, 1, record(rdata), NOTHING));
      return 0;
    }
    int flags = cursor.flags();
    int rrset = cursor.find(type);
    if (rrset < 0) {
      putAt(hash, key, type, ttlSeconds, 1, record(rdata));
    } else if (cursor.isPolicy(rrset)) {
      return ANSWERED_BY_POLICY;
    } else if (cursor.count(rrset) == MAX_RECORDS) {
      return FULL;
    } else {
      flags |= type != TYPE_RRSIG && cursor.ttlSeconds(rrset) != ttlSeconds ? OTHER_TTL : 0;
      if (contains(rrset, rdata)) {
        return flags | DUPLICATE;
      }
      int length = cursor.dataLength(rrset);
      int from = cursor.data(rrset);
      byte[] data =
          Arrays.copyOf(
              Arrays.copyOfRange(cursor.bytes(), from, from + length),
              size(length + 2L + rdata.length));
      putRdata(data, length, rdata);
      int count = cursor.count(rrset) + 1;
      if (limited) {
        RrsetLimit.check("an RRset", type, count, data.length - 2 * count);
      }
      putAt(hash, key, type, cursor.ttlSeconds(rrset), count, data);
      flags |= length <= MAX_SENT && data.length > MAX_SENT ? TOO_LARGE : 0;
    }
    return flags;
  }

  private static byte[] record(byte[] rdata) {
    byte[] data = new byte[2 + rdata.length];
    putRdata(data, 0, rdata);
    return data;
  }

  /** Puts an RRset in place of the one there may be. */
  void replace(byte[] key, RRset rrset) {
    long length = 0;
    for (int i = 0; i < rrset.size(); i++) {
      length += 2 + rrset.rdata(i).length;
    }
    byte[] data = new byte[size(length)];
    int at = 0;
    for (int i = 0; i < rrset.size(); i++) {
      byte[] rdata = rrset.rdata(i);
      putRdata(data, at, rdata);
      at += 2 + rdata.length;
    }
    put(key, rrset.type().value(), rrset.ttlSeconds(), rrset.size(), data);
  }

  /** Puts a policy's answer where an RRset would be. */
  void putPolicy(byte[] key, int type, int ttlSeconds, int gslbOrdinal) {
    byte[] data = new byte[4];
    Bytes.putInt(data, 0, gslbOrdinal);
    put(key, type, ttlSeconds | POLICY_BIT, 1, data);
  }

  /** Removes an RRset, and the nodes that this leaves with nothing at or below them. */
  void remove(byte[] key, int type) {
    int hash = hash(key);
    if (!locate(hash, key) || cursor.find(type) < 0) {
      return;
    }
    rrsets--;
    byte[] rest = withoutRrset(cursor, type);
    replaceNode(hash, key, node(hash, key, cursor.children(), rest));
    prune(key);
  }

  private void put(byte[] key, int type, int ttlField, int count, byte[] data) {
    int hash = hash(key);
    if (locate(hash, key)) {
      putAt(hash, key, type, ttlField, count, data);
    } else {
      addNode(hash, key, rrset(type, ttlField, count, data, NOTHING));
    }
  }

  /** Puts an RRset into the node that the cursor points at. */
  private void putAt(int hash, byte[] key, int type, int ttlField, int count, byte[] data) {
    if (cursor.find(type) < 0) {
      rrsets++;
    }
    byte[] all = rrset(type, ttlField, count, data, withoutRrset(cursor, type));
    replaceNode(hash, key, node(hash, key, cursor.children(), all));
  }

  /** Adds a node that has one RRset, and what is missing above it. */
  private void addNode(int hash, byte[] key, byte[] rrset) {
    insertNode(hash, node(hash, key, 0, rrset));
    rrsets++;
    if (key.length > 0) {
      addToParent(key);
    }
  }

  /** Refuses what is too large for a node. */
  static int size(long octets) {
    if (octets > MAX_OCTETS) {
      throw new RefusedException(
          "the RRsets of a name", octets + " octets", "at most " + MAX_OCTETS + " octets");
    }
    return (int) octets;
  }

  private static byte[] rrset(int type, int ttlField, int count, byte[] data, byte[] others) {
    int total = size((long) others.length + NodeCursor.DATA + data.length);
    byte[] all = Arrays.copyOf(others, total);
    int at = others.length;
    Bytes.putShort(all, at, type);
    Bytes.putInt(all, at + NodeCursor.TTL, ttlField);
    Bytes.putShort(all, at + NodeCursor.COUNT, count);
    Bytes.putInt(all, at + NodeCursor.DATA_LENGTH, data.length);
    System.arraycopy(data, 0, all, at + NodeCursor.DATA, data.length);
    return all;
  }

  private static byte[] withoutRrset(NodeCursor node, int type) {
    int from = node.first();
    if (from < 0) {
      return NOTHING;
    }
    int total = 0;
    int skippedAt = 0;
    int skipped = 0;
    for (int rrset = from; rrset >= 0; rrset = node.after(rrset)) {
      int size = NodeCursor.DATA + node.dataLength(rrset);
      if (node.type(rrset) == type) {
        skippedAt = total;
        skipped = size;
      }
      total += size;
    }
    byte[] rest = new byte[total - skipped];
    int head = skipped == 0 ? total : skippedAt;
    System.arraycopy(node.bytes(), from, rest, 0, head);
    System.arraycopy(node.bytes(), from + head + skipped, rest, head, rest.length - head);
    return rest;
  }

  private boolean contains(int rrset, byte[] rdata) {
    byte[] bytes = cursor.bytes();
    int at = cursor.data(rrset);
    for (int i = cursor.count(rrset); i > 0; i--) {
      int length = Bytes.getShort(bytes, at);
      if (Arrays.equals(bytes, at + 2, at + 2 + length, rdata, 0, rdata.length)) {
        return true;
      }
      at += 2 + length;
    }
    return false;
  }

  private static void putRdata(byte[] data, int at, byte[] rdata) {
    Bytes.putShort(data, at, rdata.length);
    System.arraycopy(rdata, 0, data, at + 2, rdata.length);
  }

  /** Counts a new node in its parent, which it makes as an empty non-terminal when needed. */
  private void addToParent(byte[] key) {
    byte[] parent = parent(key);
    int hash = hash(parent);
    if (locate(hash, parent)) {
      addToChildren(hash, parent, 1);
      return;
    }
    insertNode(hash, node(hash, parent, 1, NOTHING));
    if (parent.length > 0) {
      addToParent(parent);
    }
  }

  private void prune(byte[] key) {
    byte[] candidate = key;
    while (candidate.length > 0) {
      int hash = hash(candidate);
      locate(hash, candidate);
      if (!cursor.isEmptyNonTerminal() || cursor.children() > 0) {
        return;
      }
      removeNode(hash, candidate);
      candidate = parent(candidate);
      addToChildren(hash(candidate), candidate, -1);
    }
  }

  /** Changes the count of a node. */
  private void addToChildren(int hash, byte[] key, int difference) {
    pages.own(hash);
    locate(hash, key);
    int at = cursor.keyStart() - NodeCursor.KEY;
    Bytes.putInt(cursor.bytes(), at + NodeCursor.CHILDREN, cursor.children() + difference);
  }

  private static byte[] node(int hash, byte[] key, int children, byte[] rrsets) {
    byte[] node = new byte[NodeCursor.KEY + key.length + rrsets.length];
    Bytes.putInt(node, NodeCursor.HASH, hash);
    Bytes.putInt(node, NodeCursor.LENGTH, node.length);
    node[NodeCursor.KEY_LENGTH] = (byte) key.length;
    Bytes.putInt(node, NodeCursor.CHILDREN, children);
    System.arraycopy(key, 0, node, NodeCursor.KEY, key.length);
    System.arraycopy(rrsets, 0, node, NodeCursor.KEY + key.length, rrsets.length);
    node[NodeCursor.FLAGS] = flags(rrsets);
    return node;
  }

  private static byte flags(byte[] rrsets) {
    int flags = 0;
    int at = 0;
    while (at < rrsets.length) {
      switch (Bytes.getShort(rrsets, at)) {
        case TYPE_NS -> flags |= NodeCursor.HAS_NS;
        case TYPE_DNAME -> flags |= NodeCursor.HAS_DNAME;
        case TYPE_CNAME -> flags |= NodeCursor.HAS_CNAME;
        default -> {}
      }
      at += NodeCursor.DATA + Bytes.getInt(rrsets, at + NodeCursor.DATA_LENGTH);
    }
    return (byte) flags;
  }

  private boolean locate(int hash, byte[] key) {
    byte[] page = pages.get(hash);
    int slotMask = NodePage.slotMask(page);
    for (int at = NodePage.first(page, hash, slotMask); at != 0; at = NodePage.next(page, at)) {
      if (Bytes.getInt(page, at) == hash) {
        int start = at + NodeCursor.KEY;
        int length = page[at + NodeCursor.KEY_LENGTH] & 0xFF;
        if (Arrays.equals(page, start, start + length, key, 0, key.length)) {
          cursor.point(page, at);
          return true;
        }
      }
    }
    return false;
  }

  private void insertNode(int hash, byte[] node) {
    NodePage.add(pages.room(hash, node.length, nodes), node, 0, node.length);
    nodes++;
  }

  private void removeNode(int hash, byte[] key) {
    byte[] page = pages.own(hash);
    locate(hash, key);
    NodePage.remove(page, cursor.keyStart() - NodeCursor.KEY);
    nodes--;
  }

  /** Replaces the node of a key, which exists. */
  private void replaceNode(int hash, byte[] key, byte[] node) {
    removeNode(hash, key);
    insertNode(hash, node);
  }

  private int hash(byte[] key) {
    int count = 0;
    System.arraycopy(key, 0, hashed, 0, key.length);
    for (int at = 0; at < key.length; at += key[at] + 1) {
      labels[count++] = at;
    }
    long hash = apexHash;
    for (int i = count - 1; i >= 0; i--) {
      hash = NameHash.child(hash, hashed, labels[i]);
    }
    return NameHash.fold(hash);
  }

  private static byte[] parent(byte[] key) {
    return Arrays.copyOfRange(key, key[0] + 1, key.length);
  }
}
