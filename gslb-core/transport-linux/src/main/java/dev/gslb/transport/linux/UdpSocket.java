package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/**
 * A bound socket. Its worker reads and writes the descriptor by itself; everything else is done
 * under this object's lock, so that no descriptor is used after it was given back.
 */
final class UdpSocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_REUSEPORT = 15;
  private static final int IPPROTO_IP = 0;
  private static final int IP_PKTINFO = 8;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int SHUT_RD = 0;

  private final int descriptor;
  private final InetSocketAddress localAddress;
  private boolean closed;
  private boolean severed;

  private UdpSocket(int descriptor, InetSocketAddress localAddress) {
    this.descriptor = descriptor;
    this.localAddress = localAddress;
  }

  static UdpSocket bind(InetSocketAddress address, UdpConfig config) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      int family = SocketAddresses.family(address);
      int descriptor =
          Errno.check(libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC), "UDP " + address);
      try {
        setOptions(libc, arena, descriptor, address, config);
        return new UdpSocket(descriptor, bind(libc, arena, descriptor, address));
      } catch (IOException e) {
        libc.close(descriptor);
        throw new IOException("UDP " + address + ": " + e.getMessage(), e);
      }
    }
  }

  private static void setOptions(
      Libc libc, Arena arena, int descriptor, InetSocketAddress address, UdpConfig config)
      throws IOException {
    MemorySegment value = arena.allocate(JAVA_INT);
    boolean wildcard = address.getAddress().isAnyLocalAddress();
    if (SocketAddresses.family(address) == SocketAddresses.IPV6) {
      set(libc, descriptor, IPPROTO_IPV6, IPV6_V6ONLY, value, wildcard ? 0 : 1, "IPV6_V6ONLY");
      if (wildcard) {
        set(libc, descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, value, 1, "IPV6_RECVPKTINFO");
      }
    } else if (wildcard) {
      set(libc, descriptor, IPPROTO_IP, IP_PKTINFO, value, 1, "IP_PKTINFO");
    }
    if (config.workers() > 1) {
      set(libc, descriptor, SOL_SOCKET, SO_REUSEPORT, value, 1, "SO_REUSEPORT");
    }
    if (config.receiveBuffer() > 0) {
      set(libc, descriptor, SOL_SOCKET, SO_RCVBUF, value, config.receiveBuffer(), "SO_RCVBUF");
    }
  }

  private static void set(
      Libc libc, int descriptor, int level, int option, MemorySegment room, int value, String name)
      throws IOException {
    room.set(JAVA_INT, 0, value);
    Errno.check(libc.setOption(descriptor, level, option, room), name);
  }

  private static InetSocketAddress bind(
      Libc libc, Arena arena, int descriptor, InetSocketAddress address) throws IOException {
    MemorySegment name = arena.allocate(SocketAddresses.SIZE);
    SocketAddresses.write(address, name);
    int length = SocketAddresses.length(SocketAddresses.family(address));
    Errno.check(libc.bind(descriptor, name, length), "bind");
    MemorySegment size = arena.allocateFrom(JAVA_INT, SocketAddresses.SIZE);
    Errno.check(libc.localAddress(descriptor, name, size), "getsockname");
    return SocketAddresses.read(name, 0);
  }

  InetSocketAddress localAddress() {
    return localAddress;
  }

  boolean isWildcard() {
    return localAddress.getAddress().isAnyLocalAddress();
  }

  /** For the worker, until it has ended or closed the socket. */
  int descriptor() {
    return descriptor;
  }

  /**
   * Ends the worker's wait for datagrams. Linux reports that the socket is not connected, and wakes
   * whoever waits all the same; what has arrived can still be read.
   */
  synchronized void wake() {
    if (!closed) {
      try (Arena arena = Arena.ofConfined()) {
        new Libc(arena).shutdown(descriptor, SHUT_RD);
      }
    }
  }

  /** Sends one answer outside of a batch; any thread. */
  synchronized boolean send(
      byte[] name, byte[] control, byte[] message, int length, FaultListener faults) {
    if (closed || severed) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      Headers headers = new Headers(arena, 1);
      MemorySegment answer = arena.allocate(length);
      MemorySegment.copy(message, 0, answer, JAVA_BYTE, 0, length);
      headers.setBuffer(0, answer.address(), length);
      headers.setName(0, arena.allocateFrom(JAVA_BYTE, name).address(), name.length);
      MemorySegment info = arena.allocate(control.length, 8);
      MemorySegment.copy(control, 0, info, JAVA_BYTE, 0, control.length);
      headers.setControl(0, info.address(), control.length);
      Libc libc = new Libc(arena);
      int sent = libc.send(descriptor, headers.address(0), 1, SendBatch.SEND_FLAGS);
      while (sent == -Errno.EINTR) {
        sent = libc.send(descriptor, headers.address(0), 1, SendBatch.SEND_FLAGS);
      }
      if (sent < 0) {
        faults.sendFailed(Errno.name(sent));
      }
      return sent == 1;
    }
  }

  /** Frees the port and the descriptor; for the worker, or when there is none. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      try (Arena arena = Arena.ofConfined()) {
        new Libc(arena).close(descriptor);
      }
    }
  }

  /**
   * Frees the port while the worker may still use the descriptor, which becomes that of nothing:
   * closed, its number could soon be another file's.
   */
  synchronized void sever() throws IOException {
    if (closed) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      int nothing = Errno.check(libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC), "socket");
      libc.shutdown(nothing, SHUT_RD);
      int result = libc.duplicate(nothing, descriptor);
      libc.close(nothing);
      Errno.check(result, "dup2");
      severed = true;
    }
  }
}
