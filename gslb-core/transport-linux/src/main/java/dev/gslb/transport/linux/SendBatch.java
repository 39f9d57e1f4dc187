package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gslb.spi.FaultListener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Answers that wait for one sendmmsg(2). */
final class SendBatch {
  /** Room for one answer of any length, and for a batch of ordinary ones. */
  private static final int CAPACITY = 1 << 17;

  /**
   * Without a signal and without a wait: answers to addresses of the local network that nobody has
   * fill the send buffer until ARP gives up, and must not keep the worker for seconds.
   */
  static final int SEND_FLAGS = 0x4000 | 0x40;

  private final Headers headers;
  private final MemorySegment answers;
  private int count;
  private int filled;

  SendBatch(Arena arena, int size) {
    headers = new Headers(arena, size);
    answers = arena.allocate(CAPACITY, 64);
  }

  boolean hasRoom(int length) {
    return filled + length <= CAPACITY;
  }

  /** Adds the answer to a datagram, whose sender and control data stay where they are. */
  void add(ReceiveBatch received, int i, byte[] answer, int length) {
    MemorySegment.copy(answer, 0, answers, JAVA_BYTE, filled, length);
    headers.setName(count, received.nameAddress(i), received.nameLength(i));
    headers.setBuffer(count, answers.address() + filled, length);
    headers.setControl(count, received.controlAddress(i), received.controlLength(i));
    filled += (length + 63) & -64;
    count++;
  }

  /** Sends all. What the kernel refuses is counted and left out: its client asks again. */
  void flush(Libc libc, int socket, FaultListener faults) {
    int from = 0;
    while (from < count) {
      int sent = libc.send(socket, headers.address(from), count - from, SEND_FLAGS);
      if (sent >= 0) {
        from += sent;
      } else if (sent != -Errno.EINTR) {
        faults.sendFailed(Errno.name(sent));
        from++;
      }
    }
    count = 0;
    filled = 0;
  }
}
