package dev.gslb.spi;

/** What is held of an endpoint. */
public enum Verdict {
  /** No verdict yet; it ranks as up. */
  UNKNOWN,
  /** It works. */
  UP,
  /** It does not. */
  DOWN
}
