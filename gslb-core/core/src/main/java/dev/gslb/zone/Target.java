package dev.gslb.zone;

import java.net.InetAddress;

/** What an endpoint puts into an answer. */
public sealed interface Target {
  /**
   * An address: an A record for IPv4, an AAAA record for IPv6.
   *
   * @param inet the address; a scope id is ignored
   */
  record Address(InetAddress inet) implements Target {
    @Override
    public String toString() {
      return inet.getHostAddress();
    }
  }

  /**
   * A name: a CNAME record, whatever type was asked for.
   *
   * @param name the canonical name
   */
  record Alias(DomainName name) implements Target {
    @Override
    public String toString() {
      return name.toString();
    }
  }
}
