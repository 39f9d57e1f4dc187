package dev.gslb.benchmarks.flood;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Queries, and what can be told of answers without taking them apart. */
final class Question {
  /** One address. */
  static final String SMALL = "www.example.com";

  /** Some 3,000 octets of text. */
  static final String LARGE = "large.example.com";

  static final int TYPE_A = 1;
  static final int TYPE_TXT = 16;

  private static final int CLASS_IN = 1;
  private static final int FLAGS = 2;
  private static final int TRUNCATED = 0x02;
  private static final int RCODE = 0x0F;

  private Question() {}

  /** A query without EDNS, ready to be sent; its id is in the first two octets. */
  static ByteBuffer of(String name, int type) {
    ByteBuffer query = ByteBuffer.allocate(512);
    query.putShort((short) 0).putShort((short) 0).putShort((short) 1).putShort((short) 0);
    query.putInt(0);
    for (String label : name.split("\\.", -1)) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    return query.put((byte) 0).putShort((short) type).putShort((short) CLASS_IN).flip();
  }

  static boolean isTruncated(ByteBuffer answer) {
    return (answer.get(FLAGS) & TRUNCATED) != 0;
  }

  static boolean isNoError(ByteBuffer answer) {
    return (answer.get(FLAGS + 1) & RCODE) == 0;
  }
}
