package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.WireName;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The owners of a signed zone's NSEC records (RFC 4034) or of one chain of its NSEC3 records (RFC
 * 5155), in their order. Immutable; made when the zone is, so that a query only searches.
 */
public final class DenialChain {
  /** Each denial hashes names so often; validators take no more than some hundred (RFC 9276). */
  static final int MOST_ITERATIONS = 500;

  private static final int NSEC = 47;
  private static final int DNSKEY = 48;
  private static final int NSEC3 = 50;
  private static final int NSEC3PARAM = 51;
  private static final int SHA1 = 1;
  private static final int FIXED = 5;

  private final SortedKeys keys;
  private final byte @Nullable [] salt;
  private final int iterations;

  private DenialChain(SortedKeys keys, byte @Nullable [] salt, int iterations) {
    this.keys = keys;
    this.salt = salt;
    this.iterations = iterations;
  }

  /** Finds a zone's chain; null if the zone is not signed or proves nothing absent. */
  static @Nullable DenialChain of(NameTable table, DomainName apex) {
    NodeCursor top = new NodeCursor();
    if (!isSigned(table, apex, top)) {
      return null;
    }
    int parameters = top.find(NSEC3PARAM);
    DenialChain hashed = parameters < 0 ? null : nsec3(table, top, parameters);
    return hashed == null ? nsec(table) : hashed;
  }

  /** Whether a zone is signed, with a chain or without; the cursor then is at its apex. */
  static boolean isSigned(NameTable table, DomainName apex, NodeCursor top) {
    WireName name = new WireName();
    name.read(apex.canonicalWire(), 0, apex.wireLength());
    return table.find(name, 0, 0, top) && top.find(DNSKEY) >= 0;
  }

  private static @Nullable DenialChain nsec(NameTable table) {
    SortedKeys.Gathering gathering = new SortedKeys.Gathering();
    WireName name = new WireName();
    OrderKey key = new OrderKey();
    table.forEach(
        (owner, node) -> {
          if (node.find(NSEC) >= 0) {
            name.read(Arrays.copyOf(owner, owner.length + 1), 0, owner.length + 1);
            key.of(name, 0, name.labels());
            gathering.add(Arrays.copyOf(key.bytes(), key.length()), owner);
          }
          return true;
        });
    return gathering.isEmpty() ? null : new DenialChain(gathering.sorted(), null, 0);
  }

  private static @Nullable DenialChain nsec3(NameTable table, NodeCursor top, int rrset) {
    byte[] bytes = top.bytes();
    int record = top.data(rrset);
    for (int i = top.count(rrset); i > 0; i--) {
      int rdata = record + 2;
      // RFC 5155 section 4.1.2: records with other flags are ignored.
      if (bytes[rdata] == SHA1 && bytes[rdata + 1] == 0) {
        DenialChain chain = nsec3(table, bytes, rdata);
        if (chain != null) {
          return chain;
        }
      }
      record = rdata + Bytes.getShort(bytes, record);
    }
    return null;
  }

  private static @Nullable DenialChain nsec3(NameTable table, byte[] bytes, int rdata) {
    int iterations = Bytes.getShort(bytes, rdata + 2);
    int saltLength = bytes[rdata + 4] & 0xFF;
    byte[] salt = Arrays.copyOfRange(bytes, rdata + FIXED, rdata + FIXED + saltLength);
    SortedKeys.Gathering gathering = new SortedKeys.Gathering();
    table.forEach(
        (owner, node) -> {
          if (isOfChain(node, iterations, salt)) {
            byte[] hash = Base32Hex.decode(owner, 1, owner[0]);
            if (hash.length > 0) {
              gathering.add(hash, owner);
            }
          }
          return true;
        });
    return gathering.isEmpty() ? null : new DenialChain(gathering.sorted(), salt, iterations);
  }

  private static boolean isOfChain(NodeCursor node, int iterations, byte[] salt) {
    int rrset = node.find(NSEC3);
    if (rrset < 0 || node.keyLength() == 0) {
      return false;
    }
    byte[] bytes = node.bytes();
    int rdata = node.data(rrset) + 2;
    int saltLength = bytes[rdata + 4] & 0xFF;
    return Bytes.getShort(bytes, rdata + 2) == iterations
        && Arrays.equals(bytes, rdata + FIXED, rdata + FIXED + saltLength, salt, 0, salt.length);
  }

  /** Whether names are hashed: the chain is of NSEC3. */
  public boolean isHashed() {
    return salt != null;
  }

  /** The salt of hashes; empty for NSEC. */
  public byte[] salt() {
    return salt == null ? new byte[0] : salt;
  }

  /** How often a hash is hashed again. */
  public int iterations() {
    return iterations;
  }

  /** The type of the records. */
  public int type() {
    return isHashed() ? NSEC3 : NSEC;
  }

  /** Finds a name's place, exact or the one before; the chain is a circle. */
  public int find(OrderKey key) {
    return find(key.bytes(), key.length());
  }

  /**
   * Finds the place of a hash or of a key.
   *
   * @return an index of the same, or its complement of the one before
   */
  public int find(byte[] key, int length) {
    int found = keys.find(key, length);
    if (found >= 0) {
      return found;
    }
    int before = -found - 2;
    return ~(before < 0 ? keys.size() - 1 : before);
  }

  /** Copies the owner at an index, relative to the apex. Returns its length. */
  public int owner(int index, byte[] to) {
    return keys.owner(index, to);
  }

  /** Whether a node is there for the chain only, and so no name of the zone (RFC 5155 7.2.8). */
  public boolean isOfTheChainOnly(NodeCursor node) {
    if (!isHashed() || node.find(NSEC3) < 0) {
      return false;
    }
    for (int rrset = node.first(); rrset >= 0; rrset = node.after(rrset)) {
      int type = node.type(rrset);
      if (type != NSEC3 && type != RecordType.RRSIG.value()) {
        return false;
      }
    }
    return true;
  }
}
