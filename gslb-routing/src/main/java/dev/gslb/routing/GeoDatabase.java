package dev.gslb.routing;

import com.maxmind.db.CHMCache;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Network;
import com.maxmind.db.Reader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The countries and continents of a MaxMind DB file, as ranges whose values are indexes into a list
 * of places. The country is {@code country.iso_code}, or {@code country_code} in flat files; the
 * continent is {@code continent.code}, or follows from the country. The file is read once and
 * closed. Immutable.
 */
final class GeoDatabase {
  private static final int IPV4_BITS_IN_IPV6 = 96;
  private static final int CACHED_RECORDS = 65_536;

  private final RangeList ipv4 = new RangeList();
  private final RangeList ipv6 = new RangeList();
  private final List<Place> places = new ArrayList<>();
  private final Map<Place, Integer> indexes = new HashMap<>();
  private final Continents continents;

  private GeoDatabase(Continents continents) {
    this.continents = continents;
  }

  /**
   * Reads a file. May take a second or more for a large one.
   *
   * @throws IOException if it cannot be read, is no MaxMind DB, or knows no countries
   */
  static GeoDatabase read(File file, Continents continents) throws IOException {
    GeoDatabase database = new GeoDatabase(continents);
    try (Reader reader = new Reader(file, Reader.FileMode.MEMORY, new CHMCache(CACHED_RECORDS))) {
      var records = reader.networks(Map.class);
      while (records.hasNext()) {
        var record = records.next();
        Map<?, ?> data = record.data();
        if (data != null) {
          database.add(record.network(), database.indexOf(data));
        }
      }
    } catch (InvalidNetworkException | RuntimeException e) {
      throw new IOException("not a sound MaxMind DB: " + e.getMessage(), e);
    }
    if (database.places.isEmpty()) {
      throw new IOException("no record has country.iso_code, country_code or continent.code");
    }
    return database;
  }

  /** Ranges of the IPv4 address space; values are indexes of places, or {@link RangeList#NONE}. */
  RangeList ipv4() {
    return ipv4;
  }

  /** Ranges of the IPv6 address space. */
  RangeList ipv6() {
    return ipv6;
  }

  /** Every place that a range refers to. */
  List<Place> places() {
    return List.copyOf(places);
  }

  /** The place of an index that a range has for its value. */
  Place place(int index) {
    return index == RangeList.NONE ? Place.UNKNOWN : places.get(index);
  }

  private int indexOf(Map<?, ?> data) {
    String country = nested(data, "country", "iso_code");
    if (country == null) {
      country = data.get("country_code") instanceof String flat ? flat : "";
    }
    String known = continents.of(country);
    if (known == null) {
      country = "";
    }
    String continent = nested(data, "continent", "code");
    if (continent == null) {
      continent = known == null ? "" : known;
    }
    Place place = new Place(country, continent);
    if (place.equals(Place.UNKNOWN)) {
      return RangeList.NONE;
    }
    return indexes.computeIfAbsent(
        place,
        added -> {
          places.add(added);
          return places.size() - 1;
        });
  }

  private static @Nullable String nested(Map<?, ?> data, String outer, String inner) {
    return data.get(outer) instanceof Map<?, ?> map && map.get(inner) instanceof String text
        ? text
        : null;
  }

  private void add(Network network, int value) {
    InetAddress address = network.networkAddress();
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    int prefixLength = network.prefixLength();
    if (octets.remaining() > Integer.BYTES) {
      add(ipv6, Cidr.of(false, octets.getLong(), octets.getLong(), prefixLength), value);
    } else if (prefixLength >= 0) {
      add(ipv4, Cidr.of(true, (long) octets.getInt() << 32, 0, prefixLength), value);
    } else {
      // An IPv6 prefix around ::/96, which the reader shows as IPv4 and counts from there.
      add(ipv4, Cidr.of(true, 0, 0, 0), value);
      add(ipv6, Cidr.of(false, 0, 0, prefixLength + IPV4_BITS_IN_IPV6), value);
    }
  }

  private static void add(RangeList ranges, Cidr cidr, int value) {
    ranges.startRange(cidr.high(), cidr.low(), value);
    if (!cidr.isLast()) {
      ranges.startRange(cidr.endHigh(), cidr.endLow(), RangeList.NONE);
    }
  }
}
