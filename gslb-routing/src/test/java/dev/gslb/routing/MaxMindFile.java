package dev.gslb.routing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes small files in the MaxMind DB format, version 2.0, with 24-bit records. In a file for
 * IPv6, IPv4 prefixes lie below ::/96, and 2002::/16 and ::ffff:0:0/96 are aliases of them.
 */
final class MaxMindFile {
  private static final int EMPTY = -1;
  private static final int SEPARATOR_OCTETS = 16;

  private final int ipVersion;
  private final List<int[]> nodes = new ArrayList<>();
  private final Map<Map<String, Object>, Integer> offsets = new LinkedHashMap<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private MaxMindFile(int ipVersion) {
    this.ipVersion = ipVersion;
    newNode();
  }

  static MaxMindFile ofIpv4() {
    return new MaxMindFile(4);
  }

  static MaxMindFile ofIpv6() {
    return new MaxMindFile(6);
  }

  /** Adds a prefix as GeoIP2 does: nested maps. */
  MaxMindFile add(String cidr, String country, String continent) {
    return add(
        cidr,
        Map.of("country", Map.of("iso_code", country), "continent", Map.of("code", continent)));
  }

  /** Adds a prefix as flat files do. */
  MaxMindFile addFlat(String cidr, String country) {
    return add(cidr, Map.of("country_code", country));
  }

  /** Adds a prefix with a record of maps and texts. Prefixes must not overlap. */
  MaxMindFile add(String cidr, Map<String, Object> record) {
    Integer offset =
        offsets.computeIfAbsent(
            record,
            added -> {
              int at = data.size();
              encode(added, data);
              return at;
            });
    Cidr prefix = cidr(cidr);
    boolean mapped = ipVersion == 6 && prefix.ipv4();
    long high = mapped ? 0 : prefix.high();
    long low = mapped ? prefix.high() >>> 32 : prefix.low();
    int length = prefix.prefixLength() + (mapped ? 96 : 0);
    setLeaf(high, low, length, -2 - offset);
    return this;
  }

  /** Makes 2002::/16 and ::ffff:0:0/96 aliases of ::/96, as GeoIP2 files do. */
  MaxMindFile withIpv4Aliases() {
    int ipv4Root = nodeAt(0, 0, 96);
    setLeaf(0x2002L << 48, 0, 16, ipv4Root);
    setLeaf(0, 0xFFFFL << 32, 96, ipv4Root);
    return this;
  }

  /** Writes the file. */
  Path write(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] node : nodes) {
      writeRecord(node[0], out);
      writeRecord(node[1], out);
    }
    out.write(new byte[SEPARATOR_OCTETS]);
    out.write(data.toByteArray());
    out.write(new byte[] {(byte) 0xAB, (byte) 0xCD, (byte) 0xEF});
    out.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("binary_format_major_version", 2);
    metadata.put("binary_format_minor_version", 0);
    metadata.put("build_epoch", 1_700_000_000L);
    metadata.put("database_type", "Test-Country");
    metadata.put("description", Map.of("en", "test"));
    metadata.put("ip_version", ipVersion);
    metadata.put("languages", List.of("en"));
    metadata.put("node_count", (long) nodes.size());
    metadata.put("record_size", 24);
    encode(metadata, out);
    return Files.write(file, out.toByteArray());
  }

  private static Cidr cidr(String text) {
    try {
      return Cidr.parse(text);
    } catch (Cidr.FormException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private int newNode() {
    nodes.add(new int[] {EMPTY, EMPTY});
    return nodes.size() - 1;
  }

  private int nodeAt(long high, long low, int depth) {
    int node = 0;
    for (int bit = 0; bit < depth; bit++) {
      int side = bitAt(high, low, bit);
      if (nodes.get(node)[side] == EMPTY) {
        int added = newNode();
        nodes.get(node)[side] = added;
      }
      node = nodes.get(node)[side];
    }
    return node;
  }

  private void setLeaf(long high, long low, int length, int value) {
    nodes.get(nodeAt(high, low, length - 1))[bitAt(high, low, length - 1)] = value;
  }

  private static int bitAt(long high, long low, int bit) {
    return (int) ((bit < 64 ? high >>> (63 - bit) : low >>> (127 - bit)) & 1);
  }

  private void writeRecord(int record, ByteArrayOutputStream out) {
    int value = record;
    if (record == EMPTY) {
      value = nodes.size();
    } else if (record < EMPTY) {
      value = nodes.size() + SEPARATOR_OCTETS + (-2 - record);
    }
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
  }

  private static void encode(Object value, ByteArrayOutputStream out) {
    if (value instanceof Map<?, ?> map) {
      out.write(7 << 5 | map.size());
      map.forEach(
          (key, element) -> {
            encode(key, out);
            encode(element, out);
          });
    } else if (value instanceof String text) {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      if (octets.length > 28) {
        throw new IllegalArgumentException(text + " (expected: at most 28 octets)");
      }
      out.write(2 << 5 | octets.length);
      out.writeBytes(octets);
    } else if (value instanceof List<?> list) {
      out.write(list.size());
      out.write(11 - 7);
      list.forEach(element -> encode(element, out));
    } else if (value instanceof Integer number) {
      out.write(5 << 5 | 2);
      out.writeBytes(ByteBuffer.allocate(2).putShort(number.shortValue()).array());
    } else if (value instanceof Long number) {
      out.write(6 << 5 | 4);
      out.writeBytes(ByteBuffer.allocate(4).putInt(number.intValue()).array());
    } else {
      throw new IllegalArgumentException("no encoding of " + value);
    }
  }
}
