package dev.gslb.internal.engine;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.Network;
import dev.gslb.spi.RateLimit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts answers by client network and kind. Shared by all workers, without locks: an entry is one
 * word, and an update that loses a race is made again once, then dropped, which lets through an
 * answer too many at worst.
 *
 * <pre>
 *   entry   tag 24 bits | second 16 bits | count in that second 24 bits
 * </pre>
 *
 * <p>The table has a fixed size. A new kind takes the older or smaller one of two entries, so that
 * a flood of many kinds forgets counts, but never grows.
 */
public final class RateLimiter {
  /** What is to be done with an answer. */
  public enum Verdict {
    /** Send it. */
    PASS,
    /** Send a small one in its place. */
    SLIP,
    /** Send nothing. */
    DROP
  }

  /** The kind of all errors to one network. */
  public static final long ERRORS = -1;

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int ENTRIES = 1 << 17;
  private static final int COUNT_BITS = 24;
  private static final int SECOND_BITS = 16;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long SECOND_MASK = (1L << SECOND_BITS) - 1;
  private static final int TAG_SHIFT = COUNT_BITS + SECOND_BITS;

  private final AtomicLongArray entries = new AtomicLongArray(ENTRIES);
  private final int perSecond;
  private final int slip;
  private final long ipv4Mask;
  private final long ipv6Mask;
  private final long[] exempt;
  private final long salt;

  /**
   * Makes an empty table.
   *
   * @param salt random: nobody outside can choose kinds that share an entry
   */
  RateLimiter(RateLimit limit, long salt) {
    this.perSecond = limit.responsesPerSecond();
    this.slip = limit.slip();
    this.ipv4Mask = -1L << (32 - limit.ipv4Prefix());
    this.ipv6Mask = -1L << (64 - limit.ipv6Prefix());
    this.exempt = flatten(limit.exempt());
    this.salt = salt;
  }

  /** Four words for each network: family, prefix length, and the address's two halves. */
  private static long[] flatten(List<Network> networks) {
    long[] words = new long[4 * networks.size()];
    for (int i = 0; i < networks.size(); i++) {
      byte[] octets = networks.get(i).address().getAddress();
      ByteBuffer address = ByteBuffer.wrap(octets);
      boolean ipv4 = octets.length == 4;
      words[4 * i] = ipv4 ? 4 : 6;
      words[4 * i + 1] = networks.get(i).prefixLength();
      words[4 * i + 2] = ipv4 ? address.getInt() & 0xFFFF_FFFFL : address.getLong();
      words[4 * i + 3] = ipv4 ? 0 : address.getLong();
    }
    return words;
  }

  /**
   * Counts an answer and says what is to be done with it.
   *
   * @param client the receiver
   * @param kind answers with the same number count together
   */
  public Verdict check(Inbound client, long kind) {
    long second = System.nanoTime() / NANOS_PER_SECOND & SECOND_MASK;
    boolean ipv4 = client.clientIsIpv4();
    long network = client.clientHigh() & (ipv4 ? ipv4Mask : ipv6Mask);
    long hash = RouteContext.mix(RouteContext.mix(network ^ salt) ^ kind ^ (ipv4 ? 4 : 6));
    long count = count(hash, second);
    if (count <= perSecond || isExempt(client, ipv4)) {
      return Verdict.PASS;
    }
    return slip > 0 && (count - perSecond) % slip == 0 ? Verdict.SLIP : Verdict.DROP;
  }

  private long count(long hash, long second) {
    int index = (int) hash & (ENTRIES - 1);
    long tag = hash >>> TAG_SHIFT;
    for (int attempt = 0; attempt < 2; attempt++) {
      int at = choose(index, tag, second);
      long entry = entries.getOpaque(at);
      boolean same = entry >>> TAG_SHIFT == tag && (entry >>> COUNT_BITS & SECOND_MASK) == second;
      long count = Math.min(same ? (entry & COUNT_MASK) + 1 : 1, COUNT_MASK);
      long next = tag << TAG_SHIFT | second << COUNT_BITS | count;
      if (entries.weakCompareAndSetPlain(at, entry, next)) {
        return count;
      }
    }
    return 1;
  }

  private int choose(int index, long tag, long second) {
    long first = entries.getOpaque(index);
    int other = index ^ 1;
    long neighbour = entries.getOpaque(other);
    if (first >>> TAG_SHIFT == tag) {
      return index;
    }
    if (neighbour >>> TAG_SHIFT == tag) {
      return other;
    }
    boolean firstIsOld = (first >>> COUNT_BITS & SECOND_MASK) != second;
    boolean neighbourIsOld = (neighbour >>> COUNT_BITS & SECOND_MASK) != second;
    if (firstIsOld != neighbourIsOld) {
      return firstIsOld ? index : other;
    }
    return (first & COUNT_MASK) <= (neighbour & COUNT_MASK) ? index : other;
  }

  private boolean isExempt(Inbound client, boolean ipv4) {
    for (int i = 0; i < exempt.length; i += 4) {
      if (exempt[i] == (ipv4 ? 4 : 6)
          && hasPrefix(client, (int) exempt[i + 1], exempt[i + 2], exempt[i + 3], ipv4)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasPrefix(Inbound client, int prefix, long high, long low, boolean ipv4) {
    if (prefix == 0) {
      return true;
    }
    if (ipv4) {
      return ((client.clientHigh() ^ high) & 0xFFFF_FFFFL) >>> (32 - prefix) == 0;
    }
    long differingHigh = client.clientHigh() ^ high;
    return prefix <= 64
        ? differingHigh >>> (64 - prefix) == 0
        : differingHigh == 0 && (client.clientLow() ^ low) >>> (128 - prefix) == 0;
  }
}
