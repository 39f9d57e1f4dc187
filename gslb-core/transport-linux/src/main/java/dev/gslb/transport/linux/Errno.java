package dev.gslb.transport.linux;

import java.io.IOException;
import java.util.Map;

/** Numbers of errors, the same on amd64 and aarch64. */
final class Errno {
  static final int EINTR = 4;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EFAULT = 14;
  static final int EINVAL = 22;
  static final int ENOTSOCK = 88;
  static final int ECONNREFUSED = 111;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "EPERM: not permitted"),
          Map.entry(EINTR, "EINTR: interrupted"),
          Map.entry(EBADF, "EBADF: no such descriptor"),
          Map.entry(EAGAIN, "EAGAIN: would block"),
          Map.entry(ENOMEM, "ENOMEM: out of memory"),
          Map.entry(13, "EACCES: permission denied"),
          Map.entry(EFAULT, "EFAULT: bad address"),
          Map.entry(19, "ENODEV: no such interface"),
          Map.entry(EINVAL, "EINVAL: invalid address or port"),
          Map.entry(24, "EMFILE: too many open files"),
          Map.entry(ENOTSOCK, "ENOTSOCK: not a socket"),
          Map.entry(90, "EMSGSIZE: message too long"),
          Map.entry(97, "EAFNOSUPPORT: address family not supported"),
          Map.entry(98, "EADDRINUSE: address already in use"),
          Map.entry(99, "EADDRNOTAVAIL: not an address of this host"),
          Map.entry(100, "ENETDOWN: network is down"),
          Map.entry(101, "ENETUNREACH: network is unreachable"),
          Map.entry(105, "ENOBUFS: no buffer space"),
          Map.entry(ECONNREFUSED, "ECONNREFUSED: port unreachable"),
          Map.entry(113, "EHOSTUNREACH: no route to host"));

  private Errno() {}

  /** Names the error of a result of {@link Libc}. */
  static String name(int result) {
    String name = NAMES.get(-result);
    return name == null ? "errno " + -result : name;
  }

  /** Returns a result that is no error. */
  static int check(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": " + name(result));
    }
    return result;
  }

  /** Whether a socket that receives with this result is of no more use. */
  static boolean isFatal(int result) {
    return switch (-result) {
      case EBADF, ENOTSOCK, EFAULT, EINVAL -> true;
      default -> false;
    };
  }
}
