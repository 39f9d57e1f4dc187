package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of {@code mmsghdr}, each with one {@code iovec}, as 64-bit Linux lays them out.
 *
 * <pre>
 *    0 name   8 name length   16 iovec   24 iovecs   32 control   40 control length   48 flags
 *   56 octets of the datagram received
 * </pre>
 */
final class Headers {
  private static final int SIZE = 64;
  private static final int IOVEC_SIZE = 16;

  private final MemorySegment headers;
  private final MemorySegment iovecs;

  Headers(Arena arena, int count) {
    headers = arena.allocate((long) count * SIZE, SIZE);
    iovecs = arena.allocate((long) count * IOVEC_SIZE, SIZE);
    for (int i = 0; i < count; i++) {
      headers.set(JAVA_LONG, at(i) + 16, iovecs.address() + (long) i * IOVEC_SIZE);
      headers.set(JAVA_LONG, at(i) + 24, 1);
    }
  }

  private static long at(int i) {
    return (long) i * SIZE;
  }

  /** The pointer to a header. */
  long address(int i) {
    return headers.address() + at(i);
  }

  void setName(int i, long address, int length) {
    headers.set(JAVA_LONG, at(i), address);
    headers.set(JAVA_INT, at(i) + 8, length);
  }

  void setBuffer(int i, long address, long length) {
    iovecs.set(JAVA_LONG, (long) i * IOVEC_SIZE, address);
    iovecs.set(JAVA_LONG, (long) i * IOVEC_SIZE + 8, length);
  }

  void setControl(int i, long address, long length) {
    headers.set(JAVA_LONG, at(i) + 32, address);
    headers.set(JAVA_LONG, at(i) + 40, length);
  }

  int nameLength(int i) {
    return headers.get(JAVA_INT, at(i) + 8);
  }

  long controlLength(int i) {
    return headers.get(JAVA_LONG, at(i) + 40);
  }

  int datagramLength(int i) {
    return headers.get(JAVA_INT, at(i) + 56);
  }
}
