package dev.gslb.spi;

import java.net.InetSocketAddress;

/** Where a request came from. Belongs to the transport; valid while the request is handled. */
public interface Inbound {
  /**
   * Says whether the transport is a stream: then answers are not cut to a datagram's size.
   *
   * @return false for UDP
   */
  boolean isStream();

  /**
   * Says which family the sender's address is of. An IPv4-mapped IPv6 address is IPv4.
   *
   * @return whether it is IPv4
   */
  boolean clientIsIpv4();

  /**
   * Returns the first 64 bits of the sender's address, or the 32 bits of an IPv4 address in the
   * lower half.
   *
   * @return address bits
   */
  long clientHigh();

  /**
   * Returns the last 64 bits of an IPv6 sender's address.
   *
   * @return 0 for IPv4
   */
  long clientLow();

  /**
   * Returns the sender as an object; this may allocate and is not for the ordinary query.
   *
   * @return address and port
   */
  InetSocketAddress client();

  /**
   * Takes the means to answer later. The handler then returns {@link QueryHandler#DEFER}, and has
   * copied what it needs of the request.
   *
   * @return a responder that may be handed to another thread
   */
  Responder defer();
}
