package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that are used, for one thread. A failed call returns the number of
 * its error, negated.
 *
 * <p>All are called alike, with six numbers of 64 bits: on amd64 and aarch64 these travel in
 * registers, of which a function reads those, and of each the bits, that it declares. So the JVM
 * makes the code of one kind of call, where that of each would take a tenth of a second of the
 * start. Pointers are plain numbers: a segment would be checked, and kept alive, anew at each call.
 */
@SuppressWarnings("restricted") // the one place where native code is bound
final class Libc {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 0x22;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  private static final MemorySegment SOCKET = find("socket");
  private static final MemorySegment BIND = find("bind");
  private static final MemorySegment GETSOCKNAME = find("getsockname");
  private static final MemorySegment SETSOCKOPT = find("setsockopt");
  private static final MemorySegment RECVMMSG = find("recvmmsg");
  private static final MemorySegment SENDMMSG = find("sendmmsg");
  private static final MemorySegment SHUTDOWN = find("shutdown");
  private static final MemorySegment DUP2 = find("dup2");
  private static final MemorySegment CLOSE = find("close");
  private static final MemorySegment MMAP = find("mmap");
  private static final MemorySegment MUNMAP = find("munmap");
  private static final MemorySegment SCHED_SETAFFINITY = find("sched_setaffinity");
  private static final MemorySegment SCHED_GETAFFINITY = find("sched_getaffinity");

  private final MemorySegment state;

  Libc(Arena arena) {
    state = arena.allocate(STATE);
  }

  /**
   * Binds all functions.
   *
   * @throws LinkageError if the C library lacks one of them; with a cause if this JVM forbids
   *     native calls; at each call after one that failed
   */
  static void load() {
    try (Arena arena = Arena.ofConfined()) {
      new Libc(arena).close(-1);
    }
  }

  private static MemorySegment find(String name) {
    return LINKER.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(name));
  }

  private long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(function, state, a, b, c, d, e, f);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      throw new AssertionError("a native call throws nothing", thrown);
    }
  }

  /** The result of a function that returns an int: the upper half of the register is anything. */
  private int result(long returned) {
    return (int) returned >= 0 ? (int) returned : -(int) ERRNO.get(state, 0L);
  }

  /** Maps memory of zeroes, of which only pages that are written to become resident. */
  static MemorySegment map(Arena arena, long size) {
    Libc libc = new Libc(arena);
    long address = libc.call(MMAP, 0, size, PROT_READ_WRITE, MAP_PRIVATE, -1, 0);
    if (address == -1) {
      throw new OutOfMemoryError("mmap of " + size + ": " + Errno.name(libc.result(-1)));
    }
    return MemorySegment.ofAddress(address).reinterpret(size, arena, Libc::unmap);
  }

  private static void unmap(MemorySegment mapped) {
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      int result = libc.result(libc.call(MUNMAP, mapped.address(), mapped.byteSize(), 0, 0, 0, 0));
      if (result < 0) {
        throw new IllegalStateException("munmap of " + mapped + ": " + Errno.name(result));
      }
    }
  }

  int socket(int family, int type) {
    return result(call(SOCKET, family, type, 0, 0, 0, 0));
  }

  int bind(int socket, MemorySegment address, int length) {
    return result(call(BIND, socket, address.address(), length, 0, 0, 0));
  }

  int localAddress(int socket, MemorySegment address, MemorySegment length) {
    return result(call(GETSOCKNAME, socket, address.address(), length.address(), 0, 0, 0));
  }

  int setOption(int socket, int level, int option, MemorySegment value) {
    return result(call(SETSOCKOPT, socket, level, option, value.address(), value.byteSize(), 0));
  }

  /** Receives datagrams. Returns how many, or an error. */
  int receive(int socket, long headers, int most, int flags) {
    return result(call(RECVMMSG, socket, headers, most, flags, 0, 0));
  }

  /** Sends datagrams. Returns how many went, or the error of the first. */
  int send(int socket, long headers, int count, int flags) {
    return result(call(SENDMMSG, socket, headers, count, flags, 0, 0));
  }

  int shutdown(int socket, int how) {
    return result(call(SHUTDOWN, socket, how, 0, 0, 0, 0));
  }

  int duplicate(int descriptor, int over) {
    return result(call(DUP2, descriptor, over, 0, 0, 0, 0));
  }

  int close(int descriptor) {
    return result(call(CLOSE, descriptor, 0, 0, 0, 0, 0));
  }

  /** Pins the calling thread to the processors of a mask. */
  int pin(MemorySegment mask) {
    return result(call(SCHED_SETAFFINITY, 0, mask.byteSize(), mask.address(), 0, 0, 0));
  }

  /** Reads the processors that the calling thread may run on. */
  int placement(MemorySegment mask) {
    return result(call(SCHED_GETAFFINITY, 0, mask.byteSize(), mask.address(), 0, 0, 0));
  }
}
