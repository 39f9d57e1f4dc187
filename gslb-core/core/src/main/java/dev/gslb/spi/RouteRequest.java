package dev.gslb.spi;

/**
 * One query as a router sees it. Valid during one call of {@link Router#route}; implemented by the
 * engine and by test kits.
 */
public interface RouteRequest {
  /**
   * Says which family the client's address is of. The client is the prefix of the EDNS Client
   * Subnet option (RFC 7871) if the query has one, else the sender.
   *
   * @return whether it is IPv4
   */
  boolean clientIsIpv4();

  /**
   * Returns the first 64 bits of the client's address, or the 32 bits of an IPv4 address in the
   * lower half.
   *
   * @return bits beyond {@link #clientPrefixLength} are zero
   */
  long clientHigh();

  /**
   * Returns the last 64 bits of an IPv6 client's address.
   *
   * @return 0 for IPv4
   */
  long clientLow();

  /**
   * Returns how many bits of the client's address are known.
   *
   * @return 0 to 32 or 0 to 128; all of them without a client subnet option
   */
  int clientPrefixLength();

  /**
   * Returns a hash of the name asked for, in lower case.
   *
   * @return the same for equal names on every node
   */
  long nameHash();

  /**
   * Returns the type asked for.
   *
   * @return the RR type's value
   */
  int recordType();

  /**
   * Returns 64 random bits. They are the same for every call within one query and policy, and
   * independent between the policies of a tree.
   *
   * @return random bits
   */
  long entropy();

  /**
   * Takes the next ticket of this policy, owner name and type. Tickets start at random, go up by
   * one and wrap; the first call within one query and policy takes one, further calls return the
   * same.
   *
   * @return the ticket; compare with unsigned arithmetic
   */
  long ticket();

  /**
   * Returns how many endpoints the answer has room for.
   *
   * @return at least 1
   */
  int wanted();
}
