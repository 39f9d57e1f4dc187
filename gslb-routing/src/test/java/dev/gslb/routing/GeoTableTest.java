package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A compiled table agrees with its rules, applied by hand to a database and mappings at random. */
final class GeoTableTest {
  private static final List<String> COUNTRIES = List.of("DE", "CH", "US", "CA", "BR", "JP");
  private static final List<String> REGIONS = List.of("us", "eu", "ap", "spare");
  private static final int PROBES = 60;
  private static final Continents CONTINENTS = new Continents();

  @Property(seed = "46", tries = 60)
  void find_randomRules_agreesWithThePlainWay(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Map<Cidr, String> places = places(random);
    List<GeoRules.Mapping> mappings = mappings(places, random);
    GeoRules rules =
        new GeoRules(
            REGIONS,
            Map.of("DE", List.of(1), "CH", List.of(1, 2), "US", List.of(0)),
            Map.of("NA", List.of(0), "AS", List.of(2), "EU", List.of(1)),
            mappings,
            random.nextInt(REGIONS.size() + 1) - 1,
            database(places));
    GeoTable table = new GeoTable(rules);
    for (int i = 0; i < PROBES; i++) {
      Cidr probe = probe(mappings, random);
      List<Integer> expected = preference(rules, places, probe);
      PrefixTable family = table.family(probe.ipv4());
      int range = family.find(probe.high(), probe.low());
      int scope = family.scope(range, probe.high(), probe.low());

      assertThat(table.preference(family.value(range))).containsExactly(toInts(expected));
      assertThat(preference(rules, places, neighbour(probe, scope, random))).isEqualTo(expected);
    }
  }

  private static int[] toInts(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Disjoint prefixes: IPv4 /4s and /12s, IPv6 /12s. */
  private static Map<Cidr, String> places(Random random) {
    Map<Cidr, String> places = new HashMap<>();
    Set<Long> taken = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      boolean ipv4 = random.nextBoolean();
      long block = random.nextInt(16) | (ipv4 ? 0 : 16);
      if (taken.add(block)) {
        long high = block << 60 | (ipv4 ? 0 : (random.nextInt(256) & 0xFFL) << 52);
        Cidr cidr = Cidr.of(ipv4, high, 0, !ipv4 || random.nextBoolean() ? 12 : 4);
        // ::/12 would lie around the IPv4 addresses of the file.
        if (ipv4 || cidr.high() != 0) {
          places.put(cidr, COUNTRIES.get(random.nextInt(COUNTRIES.size())));
        }
      }
    }
    places.putIfAbsent(Cidr.of(true, 0xFFL << 56, 0, 12), "DE");
    places.keySet().removeIf(cidr -> overlapsAnother(cidr, places.keySet()));
    return places;
  }

  private static boolean overlapsAnother(Cidr cidr, Set<Cidr> all) {
    return all.stream()
        .anyMatch(
            other ->
                !other.equals(cidr)
                    && other.ipv4() == cidr.ipv4()
                    && other.contains(cidr.high(), cidr.low()));
  }

  private static List<GeoRules.Mapping> mappings(Map<Cidr, String> places, Random random) {
    List<Cidr> around = new ArrayList<>(places.keySet());
    Map<Cidr, GeoRules.Mapping> mappings = new HashMap<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      Cidr base = around.get(random.nextInt(around.size()));
      int length = random.nextInt(base.ipv4() ? 33 : 129);
      Cidr cidr = neighbour(base, random.nextInt(base.prefixLength() + 1), random);
      Cidr prefix = Cidr.of(base.ipv4(), cidr.high(), cidr.low(), length);
      around.add(prefix);
      mappings.put(
          prefix, new GeoRules.Mapping(prefix, random.nextInt(REGIONS.size()), "at random"));
    }
    return List.copyOf(mappings.values());
  }

  private static Cidr probe(List<GeoRules.Mapping> mappings, Random random) {
    if (mappings.isEmpty() || random.nextInt(3) == 0) {
      boolean ipv4 = random.nextBoolean();
      return neighbour(Cidr.of(ipv4, 0, 0, 0), 0, random);
    }
    Cidr cidr = mappings.get(random.nextInt(mappings.size())).cidr();
    int bits = cidr.ipv4() ? 32 : 128;
    return neighbour(cidr, Math.min(bits, random.nextInt(cidr.prefixLength() + 2)), random);
  }

  /** A full address with the same first bits. */
  private static Cidr neighbour(Cidr address, int shared, Random random) {
    long highMask = shared >= 64 ? 0 : -1L >>> shared;
    long lowMask = shared == 128 ? 0 : shared <= 64 ? -1L : -1L >>> (shared - 64);
    long high = address.high() ^ (random.nextLong() & highMask);
    long low = address.low() ^ (random.nextLong() & lowMask);
    return address.ipv4()
        ? Cidr.of(true, high & (-1L << 32), 0, 32)
        : Cidr.of(false, high, low, 128);
  }

  private static List<Integer> preference(GeoRules rules, Map<Cidr, String> places, Cidr address) {
    int mapping = RangeList.NONE;
    int length = -1;
    for (int i = 0; i < rules.mappings().size(); i++) {
      Cidr cidr = rules.mappings().get(i).cidr();
      if (cidr.ipv4() == address.ipv4()
          && cidr.prefixLength() > length
          && cidr.contains(address.high(), address.low())) {
        mapping = i;
        length = cidr.prefixLength();
      }
    }
    Place place = Place.UNKNOWN;
    for (Map.Entry<Cidr, String> entry : places.entrySet()) {
      Cidr cidr = entry.getKey();
      if (cidr.ipv4() == address.ipv4() && cidr.contains(address.high(), address.low())) {
        String continent = CONTINENTS.of(entry.getValue());
        place = new Place(entry.getValue(), String.valueOf(continent));
      }
    }
    return rules.preference(mapping, place);
  }

  private static GeoDatabase database(Map<Cidr, String> places) throws IOException {
    MaxMindFile file = MaxMindFile.ofIpv6();
    places.forEach((cidr, country) -> file.addFlat(cidr.toString(), country));
    Path path = Files.createTempFile("geo", ".mmdb");
    try {
      return GeoDatabase.read(file.write(path).toFile(), CONTINENTS);
    } finally {
      Files.delete(path);
    }
  }
}
