package dev.gslb.spi;

/** What becomes of queries while a server must not answer them (see {@link Command.ServeUntil}). */
public enum NotServing {
  /** REFUSED (RFC 1035 section 4.1.1): resolvers turn to another server at once. */
  REFUSE,
  /** No answer: for an address that other nodes hold too, whose routes lead elsewhere. */
  IGNORE
}
