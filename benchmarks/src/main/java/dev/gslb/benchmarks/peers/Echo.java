package dev.gslb.benchmarks.peers;

import java.nio.ByteBuffer;

/**
 * The least that a DNS server can do: the query again, its header flipped, with one constant A
 * record, so that as many octets go through the kernel as for a real answer. Reads nothing but the
 * length; the query must have no EDNS.
 */
final class Echo {
  private static final int HEADER_OCTETS = 12;
  private static final int FLAGS = 2;
  private static final int ANSWER_COUNT = 6;
  private static final byte QR_AND_AA = (byte) 0x84;
  private static final byte[] RECORD = {
    (byte) 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, Workload.TTL_SECONDS, 0, 4, (byte) 192, 0, 2, 1
  };

  /** Octets that an answer has more than its query. */
  static final int ADDED_OCTETS = RECORD.length;

  private Echo() {}

  /** Turns a query that ends at the buffer's limit into its answer, in place. */
  static boolean answer(ByteBuffer message, int start) {
    int end = message.limit();
    if (end - start < HEADER_OCTETS) {
      return false;
    }
    message.put(start + FLAGS, (byte) (message.get(start + FLAGS) | QR_AND_AA));
    message.putShort(start + ANSWER_COUNT, (short) 1);
    message.limit(end + ADDED_OCTETS);
    message.put(end, RECORD);
    return true;
  }
}
