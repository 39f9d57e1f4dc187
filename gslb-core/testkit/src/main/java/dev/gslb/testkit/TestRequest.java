package dev.gslb.testkit;

import dev.gslb.spi.RouteRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A query as a router sees it, that a test writes down. It begins as an A query from 192.0.2.1 with
 * entropy 0, ticket 0 and room for one endpoint, and may be changed and used again. Confined to one
 * thread.
 */
public final class TestRequest implements RouteRequest {
  private boolean ipv4 = true;
  private long high = 0xC0000201L;
  private long low;
  private int prefixLength = 32;
  private long nameHash;
  private int recordType = 1;
  private long entropy;
  private long ticket;
  private int wanted = 1;
  private int ticketCalls;

  /** Begins with the defaults. */
  public TestRequest() {}

  /**
   * Sets the client.
   *
   * @param text an address, or a prefix such as {@code 2001:db8::/48}, whose bits beyond the prefix
   *     are cleared
   * @return this request
   */
  public TestRequest client(String text) {
    int slash = text.indexOf('/');
    byte[] bytes = addressOf(slash < 0 ? text : text.substring(0, slash));
    int bits = bytes.length * Byte.SIZE;
    int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bits == 32) {
      return clientIpv4(buffer.getInt(), length);
    }
    return clientIpv6(buffer.getLong(), buffer.getLong(), length);
  }

  /**
   * Sets an IPv4 client.
   *
   * @param address its bits; those beyond the prefix are cleared
   * @param prefixLength 0 to 32
   * @return this request
   */
  public TestRequest clientIpv4(int address, int prefixLength) {
    this.ipv4 = true;
    this.high = Integer.toUnsignedLong(address) & firstBits(prefixLength + 32);
    this.low = 0;
    this.prefixLength = prefixLength;
    return this;
  }

  /**
   * Sets an IPv6 client.
   *
   * @param high the first 64 bits; those beyond the prefix are cleared
   * @param low the last 64 bits; those beyond the prefix are cleared
   * @param prefixLength 0 to 128
   * @return this request
   */
  public TestRequest clientIpv6(long high, long low, int prefixLength) {
    this.ipv4 = false;
    this.high = high & firstBits(Math.min(prefixLength, 64));
    this.low = low & firstBits(Math.max(prefixLength - 64, 0));
    this.prefixLength = prefixLength;
    return this;
  }

  /**
   * Sets the name's hash.
   *
   * @param hash any bits
   * @return this request
   */
  public TestRequest nameHash(long hash) {
    this.nameHash = hash;
    return this;
  }

  /**
   * Sets the type asked for.
   *
   * @param type the RR type's value
   * @return this request
   */
  public TestRequest recordType(int type) {
    this.recordType = type;
    return this;
  }

  /**
   * Sets the random bits.
   *
   * @param bits any bits
   * @return this request
   */
  public TestRequest entropy(long bits) {
    this.entropy = bits;
    return this;
  }

  /**
   * Sets the ticket, which then counts as not yet taken.
   *
   * @param number any number, unsigned
   * @return this request
   */
  public TestRequest ticket(long number) {
    this.ticket = number;
    this.ticketCalls = 0;
    return this;
  }

  /**
   * Sets the room of the answer.
   *
   * @param endpoints at least 1
   * @return this request
   */
  public TestRequest wanted(int endpoints) {
    this.wanted = endpoints;
    return this;
  }

  /**
   * Counts how often the router asked for the ticket since it was set.
   *
   * @return 0 if the engine's counter would not have moved
   */
  public int ticketCalls() {
    return ticketCalls;
  }

  @Override
  public boolean clientIsIpv4() {
    return ipv4;
  }

  @Override
  public long clientHigh() {
    return high;
  }

  @Override
  public long clientLow() {
    return low;
  }

  @Override
  public int clientPrefixLength() {
    return prefixLength;
  }

  @Override
  public long nameHash() {
    return nameHash;
  }

  @Override
  public int recordType() {
    return recordType;
  }

  @Override
  public long entropy() {
    return entropy;
  }

  @Override
  public long ticket() {
    ticketCalls++;
    return ticket;
  }

  @Override
  public int wanted() {
    return wanted;
  }

  /** Returns what a router can see, for a failing test's message. */
  @Override
  public String toString() {
    return (ipv4 ? "IPv4 " : "IPv6 ")
        + Long.toHexString(high)
        + ":"
        + Long.toHexString(low)
        + "/"
        + prefixLength
        + " entropy "
        + entropy
        + " ticket "
        + Long.toUnsignedString(ticket)
        + " wanted "
        + wanted;
  }

  private static byte[] addressOf(String text) {
    if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("client " + text + " (expected: an address)");
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("client " + text + " (expected: an address)", e);
    }
  }

  private static long firstBits(int count) {
    return count == 0 ? 0 : -1L << (64 - count);
  }
}
