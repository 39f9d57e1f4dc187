package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/** What one recvmmsg(2) fills: datagrams, their senders, and the addresses they were sent to. */
final class ReceiveBatch {
  /**
   * Each datagram has room for the longest. Only pages that are written to take memory, and the
   * distance is not a multiple of a page, so that the datagrams do not share cache sets.
   */
  private static final int STRIDE = 65_536 + 320;

  private static final int LONGEST = 65_535;

  /** Room for the header and the structure of a packet info of either family. */
  private static final int CONTROL_SIZE = 64;

  private static final int CONTROL_TYPE = 12;
  private static final int IP_PKTINFO_INTERFACE = 16;
  private static final int IPV6_PKTINFO_INTERFACE = 32;
  private static final int IP_PKTINFO = 8;
  private static final int IPV6_PKTINFO_ADDRESS = 16;

  /** The prefix fe80::/10 in the two leading octets. */
  private static final int LINK_LOCAL = 0xFE80;

  private static final int LINK_LOCAL_MASK = 0xFFC0;

  private final Headers headers;
  private final MemorySegment datagrams;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final int size;
  private final boolean wildcard;

  ReceiveBatch(Arena arena, int size, boolean wildcard) {
    this.size = size;
    this.wildcard = wildcard;
    headers = new Headers(arena, size);
    datagrams = Libc.map(arena, (long) size * STRIDE);
    names = arena.allocate((long) size * SocketAddresses.SIZE, 64);
    controls = arena.allocate(wildcard ? (long) size * CONTROL_SIZE : 0, 64);
    for (int i = 0; i < size; i++) {
      headers.setBuffer(i, datagrams.address() + (long) i * STRIDE, LONGEST);
    }
    reset(size);
  }

  /** Makes the first headers ready for another call: the kernel wrote lengths into them. */
  void reset(int used) {
    for (int i = 0; i < used; i++) {
      headers.setName(i, nameAddress(i), SocketAddresses.SIZE);
      if (wildcard) {
        headers.setControl(i, controls.address() + (long) i * CONTROL_SIZE, CONTROL_SIZE);
      }
    }
  }

  /** The pointer for the call. */
  long address() {
    return headers.address(0);
  }

  int size() {
    return size;
  }

  int length(int i) {
    return headers.datagramLength(i);
  }

  void copyTo(byte[] request, int i, int length) {
    MemorySegment.copy(datagrams, JAVA_BYTE, (long) i * STRIDE, request, 0, length);
  }

  long nameAddress(int i) {
    return names.address() + nameOffset(i);
  }

  int nameLength(int i) {
    return headers.nameLength(i);
  }

  long controlAddress(int i) {
    return controls.address() + (long) i * CONTROL_SIZE;
  }

  /**
   * The octets of control data that send an answer from the address asked; zero for a socket with
   * one address. The interface is left to the routing table, for the way back may be another, but
   * for a link-local address, which means nothing without it.
   */
  long controlLength(int i) {
    if (!wildcard) {
      return 0;
    }
    long length = headers.controlLength(i);
    if (length > 0) {
      long at = (long) i * CONTROL_SIZE;
      if (controls.get(JAVA_INT, at + CONTROL_TYPE) == IP_PKTINFO) {
        controls.set(JAVA_INT, at + IP_PKTINFO_INTERFACE, 0);
      } else if (!isLinkLocal(at + IPV6_PKTINFO_ADDRESS)) {
        controls.set(JAVA_INT, at + IPV6_PKTINFO_INTERFACE, 0);
      }
    }
    return length;
  }

  private boolean isLinkLocal(long at) {
    int leading =
        (controls.get(JAVA_BYTE, at) & 0xFF) << Byte.SIZE
            | (controls.get(JAVA_BYTE, at + 1) & 0xFF);
    return (leading & LINK_LOCAL_MASK) == LINK_LOCAL;
  }

  InetSocketAddress sender(int i) {
    return SocketAddresses.read(names, nameOffset(i));
  }

  boolean isSenderIpv4(int i) {
    return SocketAddresses.isIpv4(names, nameOffset(i));
  }

  long senderHigh(int i) {
    return SocketAddresses.high(names, nameOffset(i));
  }

  long senderLow(int i) {
    return SocketAddresses.low(names, nameOffset(i));
  }

  /** Copies a sender, for an answer after the batch. */
  byte[] name(int i) {
    return names.asSlice(nameOffset(i), nameLength(i)).toArray(JAVA_BYTE);
  }

  /** Copies the control data, for an answer after the batch. */
  byte[] control(int i) {
    long length = controlLength(i);
    return controls.asSlice(length == 0 ? 0 : (long) i * CONTROL_SIZE, length).toArray(JAVA_BYTE);
  }

  private static long nameOffset(int i) {
    return (long) i * SocketAddresses.SIZE;
  }
}
