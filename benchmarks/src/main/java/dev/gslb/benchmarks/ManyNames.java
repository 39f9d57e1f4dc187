package dev.gslb.benchmarks;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** A zone of any number of names, each with one A record. */
final class ManyNames {
  static final int APEX_LABELS = 2;

  private static final String APEX = "example.com";
  private static final int TTL_SECONDS = 300;

  private ManyNames() {}

  static DomainName apex() {
    return DomainName.of(APEX);
  }

  static DomainName owner(int number) {
    return DomainName.of(label(number) + "." + APEX);
  }

  /** Eight octets. */
  private static String label(int number) {
    return "n" + Integer.toString(10_000_000 + number).substring(1);
  }

  static byte[] rdata(int number) {
    return new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
  }

  static RRset rrset(int number) {
    return rrset(number, number);
  }

  static RRset rrset(int number, int address) {
    return RRset.ofWire(owner(number), RecordType.A, TTL_SECONDS, List.of(rdata(address)));
  }

  static Zone zone(int names) {
    ZoneBuilder zone = Zone.builder(APEX).synthesizeApex();
    for (int i = 0; i < names; i++) {
      zone.add(rrset(i));
    }
    return zone.build();
  }

  /** Queries for names by Zipf's law: one packet whose first label is written over. */
  static final class Keys {
    private static final int COUNT = 1 << 16;
    private static final int LABEL = 13;

    private final byte[] packet = Packets.edns(label(0) + "." + APEX);
    private final ByteBuffer writer = ByteBuffer.wrap(packet);
    private final long[] labels = new long[COUNT];
    private int next;

    Keys(int names) {
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < COUNT; i++) {
        // With exponent 1, the logarithm of the rank is spread evenly.
        int rank = (int) Math.exp(random.nextDouble() * Math.log(names + 1.0)) - 1;
        int number = Math.min(rank, names - 1);
        byte[] label = label(number).getBytes(StandardCharsets.US_ASCII);
        labels[i] = ByteBuffer.wrap(label).getLong();
      }
    }

    byte[] next() {
      writer.putLong(LABEL, labels[next++ & (COUNT - 1)]);
      return packet;
    }
  }
}
