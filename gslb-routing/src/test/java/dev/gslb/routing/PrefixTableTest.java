package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Compares with the plain way: of the prefixes that contain an address, the longest. */
final class PrefixTableTest {
  private static final int PROBES = 40;

  @Property(seed = "42", tries = 400)
  void find_randomIpv4Prefixes_agreesWithTheLongest(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int count) {
    agreesWithTheLongest(true, count, new Random(seed));
  }

  @Property(seed = "43", tries = 400)
  void find_randomIpv6Prefixes_agreesWithTheLongest(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int count) {
    agreesWithTheLongest(false, count, new Random(seed));
  }

  @Property(seed = "44", tries = 20)
  void find_thousandsOfCrowdedPrefixes_agreesWithTheLongest(
      @ForAll long seed, @ForAll boolean ipv4) {
    agreesWithTheLongest(ipv4, 3_000, new Random(seed));
  }

  @Property(seed = "45", tries = 300)
  void scope_randomPrefixes_isTheShortestThatDecides(@ForAll long seed, @ForAll boolean ipv4) {
    Random random = new Random(seed);
    Map<Cidr, Integer> prefixes = prefixes(ipv4, random.nextInt(40), random);
    RangeList ranges = RangeList.ofNested(prefixes);
    PrefixTable table = new PrefixTable(ipv4, ranges);
    int bits = ipv4 ? 32 : 128;
    for (Cidr probe : probes(ipv4, prefixes, random)) {
      int range = table.find(probe.high(), probe.low());
      int scope = table.scope(range, probe.high(), probe.low());
      Cidr within = Cidr.of(ipv4, probe.high(), probe.low(), scope);

      assertThat(scope).isBetween(0, bits);
      assertThat(isUniform(ranges, within)).isTrue();
      if (scope > 0) {
        Cidr wider = Cidr.of(ipv4, probe.high(), probe.low(), scope - 1);
        assertThat(isUniform(ranges, wider)).isFalse();
      }
    }
  }

  @Test
  void find_noPrefixes_isOneRangeOfScopeZero() {
    PrefixTable table = new PrefixTable(false, new RangeList());

    assertThat(table.ranges()).isEqualTo(1);
    assertThat(table.find(-1, -1)).isZero();
    assertThat(table.value(0)).isEqualTo(RangeList.NONE);
    assertThat(table.scope(0, -1, -1)).isZero();
  }

  @Test
  void scope_lastAddress_needsAllBits() throws Exception {
    PrefixTable ipv4 = table("255.255.255.255/32");
    PrefixTable ipv6 = table("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");

    assertThat(ipv4.scope(ipv4.find(-1L << 32, 0), -1L << 32, 0)).isEqualTo(32);
    assertThat(ipv6.scope(ipv6.find(-1, -1), -1, -1)).isEqualTo(128);
    assertThat(ipv6.scope(ipv6.find(0, 0), 0, 0)).isEqualTo(1);
  }

  @Test
  void scope_prefixOfTheSameValueBeside_isMerged() throws Exception {
    RangeList ranges =
        RangeList.ofNested(Map.of(Cidr.parse("10.0.0.0/9"), 1, Cidr.parse("10.128.0.0/9"), 1));
    PrefixTable table = new PrefixTable(true, ranges);
    int range = table.find(0x0A010203L << 32, 0);

    assertThat(table.ranges()).isEqualTo(3);
    assertThat(table.scope(range, 0x0A010203L << 32, 0)).isEqualTo(8);
  }

  private static PrefixTable table(String cidr) throws Exception {
    Cidr prefix = Cidr.parse(cidr);
    return new PrefixTable(prefix.ipv4(), RangeList.ofNested(Map.of(prefix, 1)));
  }

  private static void agreesWithTheLongest(boolean ipv4, int count, Random random) {
    Map<Cidr, Integer> prefixes = prefixes(ipv4, count, random);
    RangeList ranges = RangeList.ofNested(prefixes);
    PrefixTable table = new PrefixTable(ipv4, ranges);
    for (Cidr probe : probes(ipv4, prefixes, random)) {
      int expected = longest(prefixes, probe);

      assertThat(table.value(table.find(probe.high(), probe.low()))).isEqualTo(expected);
      assertThat(ranges.find(probe.high(), probe.low())).isEqualTo(expected);
    }
  }

  private static int longest(Map<Cidr, Integer> prefixes, Cidr address) {
    int best = RangeList.NONE;
    int bestLength = -1;
    for (Map.Entry<Cidr, Integer> entry : prefixes.entrySet()) {
      Cidr cidr = entry.getKey();
      if (cidr.prefixLength() > bestLength && cidr.contains(address.high(), address.low())) {
        best = entry.getValue();
        bestLength = cidr.prefixLength();
      }
    }
    return best;
  }

  /** Whether a prefix lies in one range: its first and last address do. */
  private static boolean isUniform(RangeList ranges, Cidr cidr) {
    long lastHigh = cidr.endLow() == 0 ? cidr.endHigh() - 1 : cidr.endHigh();
    long lastLow = cidr.endLow() - 1;
    PrefixTable table = new PrefixTable(cidr.ipv4(), ranges);
    return table.find(cidr.high(), cidr.low()) == table.find(lastHigh, lastLow);
  }

  /** Prefixes that nest and crowd: most are made from another one by changing some bits. */
  private static Map<Cidr, Integer> prefixes(boolean ipv4, int count, Random random) {
    int bits = ipv4 ? 32 : 128;
    Map<Cidr, Integer> prefixes = new HashMap<>();
    long high = random.nextLong();
    long low = random.nextLong();
    for (int i = 0; i < count; i++) {
      int keep = random.nextInt(bits);
      long highMask = keep >= 64 ? 0 : -1L >>> keep;
      long lowMask = keep <= 64 ? -1L : -1L >>> (keep - 64);
      high ^= random.nextLong() & highMask;
      low ^= random.nextLong() & lowMask;
      long lowBits = ipv4 ? 0 : low;
      long highBits = ipv4 ? high & (-1L << 32) : high;
      prefixes.put(Cidr.of(ipv4, highBits, lowBits, random.nextInt(bits + 1)), random.nextInt(4));
    }
    return prefixes;
  }

  /** Addresses at and around the edges of prefixes, and some anywhere. */
  private static List<Cidr> probes(boolean ipv4, Map<Cidr, Integer> prefixes, Random random) {
    List<Cidr> edges = new ArrayList<>(prefixes.keySet());
    List<Cidr> probes = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      long high = random.nextLong();
      long low = random.nextLong();
      if (!edges.isEmpty() && random.nextInt(4) > 0) {
        Cidr edge = edges.get(random.nextInt(edges.size()));
        boolean end = random.nextBoolean();
        high = end ? edge.endHigh() : edge.high();
        low = end ? edge.endLow() : edge.low();
        int step = random.nextInt(3) - 1;
        high += ipv4 ? (long) step << 32 : 0;
        low += ipv4 ? 0 : step;
      }
      probes.add(ipv4 ? Cidr.of(true, high & (-1L << 32), 0, 32) : Cidr.of(false, high, low, 128));
    }
    return probes;
  }
}
