package dev.gslb.scenario;

import dev.gslb.Asking;
import dev.gslb.EveryKindOfName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** An endless row of packets, the same for each seed: queries, queries made wrong, and noise. */
final class HostilePackets {
  private static final int MAX_LENGTH = 600;
  private static final int QR = 0x80;
  private static final String[] TYPES = {
    "A", "AAAA", "TXT", "NS", "SOA", "CNAME", "DNAME", "DS", "MX", "ANY", "AXFR", "IXFR"
  };
  private static final byte[] EXTREMES = {0, 1, (byte) 0x3F, (byte) 0x40, (byte) 0xC0, -1};

  private final SplittableRandom random;
  private final List<byte[]> queries = new ArrayList<>();

  HostilePackets(long seed) {
    random = new SplittableRandom(seed);
    for (String name : EveryKindOfName.NAMES) {
      for (String type : TYPES) {
        Message query = Asking.query(name, type);
        queries.add(query.toWire(65_535));
        query.addRecord(new OPTRecord(random.nextInt(65_536), 0, 0), Section.ADDITIONAL);
        queries.add(query.toWire(65_535));
      }
    }
  }

  /** Says whether a packet is a query whose header can be read, and so gets an answer. */
  static boolean isParsable(byte[] packet) {
    return packet.length >= 12 && (packet[2] & QR) == 0;
  }

  /** Makes the next packet; it has this id if it is long enough to have one. */
  byte[] next(int id) {
    byte[] packet = make();
    if (packet.length >= 2) {
      packet[0] = (byte) (id >>> 8);
      packet[1] = (byte) id;
    }
    return packet;
  }

  /** A query that nothing was done to. */
  byte[] valid(int id) {
    byte[] query = queries.get(0).clone();
    query[0] = (byte) (id >>> 8);
    query[1] = (byte) id;
    return query;
  }

  private byte[] make() {
    byte[] query = queries.get(random.nextInt(queries.size())).clone();
    return switch (random.nextInt(10)) {
      case 0 -> noise(random.nextInt(MAX_LENGTH + 1));
      case 1, 2 -> flipped(query);
      case 3 -> Arrays.copyOf(query, random.nextInt(query.length + 1));
      case 4 -> joined(query, query);
      case 5 -> joined(query, noise(random.nextInt(64)));
      case 6 -> withExtremes(query);
      case 7 -> withOptions(query);
      case 8 -> joined(Arrays.copyOf(query, random.nextInt(query.length)), queries.get(1));
      default -> query;
    };
  }

  private byte[] noise(int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) random.nextInt(256);
    }
    return octets;
  }

  private byte[] flipped(byte[] packet) {
    for (int i = random.nextInt(1, 9); i > 0; i--) {
      packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return packet;
  }

  private byte[] withExtremes(byte[] packet) {
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      packet[random.nextInt(packet.length)] = EXTREMES[random.nextInt(EXTREMES.length)];
    }
    return packet;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** One OPT record whose options may lie about their length, client subnets above all. */
  private byte[] withOptions(byte[] query) {
    byte[] options = new byte[random.nextInt(48)];
    for (int i = 0; i < options.length; i++) {
      options[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
    }
    if (options.length > 8) {
      options[1] = 8;
      options[3] = (byte) (random.nextBoolean() ? options.length - 4 : random.nextInt(256));
      options[5] = (byte) random.nextInt(4);
      options[6] = (byte) random.nextInt(140);
    }
    int told = random.nextInt(4) == 0 ? random.nextInt(256) : options.length;
    byte[] opt = {
      0, 0, 41, 4, (byte) 0xD0, 0, (byte) random.nextInt(2), (byte) QR, 0, 0, (byte) told
    };
    byte[] whole = joined(joined(query, opt), options);
    whole[11]++;
    return whole;
  }
}
