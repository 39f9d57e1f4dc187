package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
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
 * its error, negated. Pointers are plain numbers: a segment would be checked, and kept alive, anew
 * at each call.
 */
@SuppressWarnings("restricted") // the one place where native code is bound
final class Libc {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 0x22;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      find("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      find("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SENDMMSG =
      find("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle SHUTDOWN = find("shutdown", JAVA_INT, JAVA_INT);
  private static final MethodHandle DUP2 = find("dup2", JAVA_INT, JAVA_INT);
  private static final MethodHandle MUNMAP = find("munmap", JAVA_LONG, JAVA_LONG);
  private static final MethodHandle MMAP =
      LINKER.downcallHandle(
          symbol("mmap"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle CLOSE = find("close", JAVA_INT);
  private static final MethodHandle SCHED_SETAFFINITY =
      find("sched_setaffinity", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SCHED_GETAFFINITY =
      find("sched_getaffinity", JAVA_INT, JAVA_LONG, JAVA_LONG);

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

  private static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(name));
  }

  private static MethodHandle find(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"));
  }

  private int result(int returned) {
    return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
  }

  /** Maps memory of zeroes, of which only pages that are written to become resident. */
  static MemorySegment map(Arena arena, long size) {
    Libc libc = new Libc(arena);
    try {
      long address =
          (long) MMAP.invokeExact(libc.state, 0L, size, PROT_READ_WRITE, MAP_PRIVATE, -1, 0L);
      if (address == -1) {
        throw new OutOfMemoryError("mmap of " + size + ": " + Errno.name(libc.result(-1)));
      }
      return MemorySegment.ofAddress(address).reinterpret(size, arena, Libc::unmap);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static void unmap(MemorySegment mapped) {
    try (Arena arena = Arena.ofConfined()) {
      int result =
          (int) MUNMAP.invokeExact(new Libc(arena).state, mapped.address(), mapped.byteSize());
      if (result < 0) {
        throw new IllegalStateException("munmap of " + mapped);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static AssertionError impossible(Throwable thrown) {
    return new AssertionError("a native call throws nothing", thrown);
  }

  int socket(int family, int type) {
    try {
      return result((int) SOCKET.invokeExact(state, family, type, 0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int bind(int socket, MemorySegment address, int length) {
    try {
      return result((int) BIND.invokeExact(state, socket, address.address(), length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int localAddress(int socket, MemorySegment address, MemorySegment length) {
    try {
      return result(
          (int) GETSOCKNAME.invokeExact(state, socket, address.address(), length.address()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int setOption(int socket, int level, int option, MemorySegment value) {
    try {
      return result(
          (int)
              SETSOCKOPT.invokeExact(
                  state, socket, level, option, value.address(), (int) value.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Receives datagrams. Returns how many, or an error. */
  int receive(int socket, long headers, int most, int flags) {
    try {
      return result((int) RECVMMSG.invokeExact(state, socket, headers, most, flags, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Sends datagrams. Returns how many went, or the error of the first. */
  int send(int socket, long headers, int count, int flags) {
    try {
      return result((int) SENDMMSG.invokeExact(state, socket, headers, count, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int shutdown(int socket, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(state, socket, how));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int duplicate(int descriptor, int over) {
    try {
      return result((int) DUP2.invokeExact(state, descriptor, over));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int close(int descriptor) {
    try {
      return result((int) CLOSE.invokeExact(state, descriptor));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Pins the calling thread to the processors of a mask. */
  int pin(MemorySegment mask) {
    try {
      return result((int) SCHED_SETAFFINITY.invokeExact(state, 0, mask.byteSize(), mask.address()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Reads the processors that the calling thread may run on. */
  int placement(MemorySegment mask) {
    try {
      return result((int) SCHED_GETAFFINITY.invokeExact(state, 0, mask.byteSize(), mask.address()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
