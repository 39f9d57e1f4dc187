package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Pins threads to processors. */
final class Processors {
  private Processors() {}

  private static MemorySegment mask(Arena arena) {
    return arena.allocate(UdpConfig.MOST / Byte.SIZE, Long.BYTES);
  }

  /** Checks that threads can be pinned to each; the calling thread stays where it was. */
  static void check(List<Integer> cpus) throws IOException {
    if (cpus.isEmpty()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      MemorySegment before = mask(arena);
      Errno.check(libc.placement(before), "sched_getaffinity");
      try {
        for (int cpu : cpus) {
          pin(cpu);
        }
      } finally {
        Errno.check(libc.pin(before), "sched_setaffinity");
      }
    }
  }

  static void pin(int cpu) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = mask(arena);
      mask.set(JAVA_BYTE, cpu / Byte.SIZE, (byte) (1 << cpu % Byte.SIZE));
      Errno.check(new Libc(arena).pin(mask), "a worker pinned to processor " + cpu);
    }
  }
}
