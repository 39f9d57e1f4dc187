package dev.gslb.internal.wire;

/**
 * SipHash-2-4 (J.-P. Aumasson and D. J. Bernstein, 2012) of the two lengths that DNS cookies need.
 * Words are little-endian.
 */
public final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /** Makes a hasher, to be reused by one thread. */
  public SipHash() {}

  /** Hashes 20 octets: two words and the lower half of a third. */
  public long hash20(long key0, long key1, long first, long second, int last) {
    begin(key0, key1);
    word(first);
    word(second);
    word((20L << 56) | (last & 0xFFFF_FFFFL));
    return end();
  }

  /** Hashes 32 octets. */
  public long hash32(long key0, long key1, long first, long second, long third, long fourth) {
    begin(key0, key1);
    word(first);
    word(second);
    word(third);
    word(fourth);
    word(32L << 56);
    return end();
  }

  private void begin(long key0, long key1) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
  }

  private void word(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private long end() {
    v2 ^= 0xFF;
    round();
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
