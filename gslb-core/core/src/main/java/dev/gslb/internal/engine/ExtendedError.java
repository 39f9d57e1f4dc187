package dev.gslb.internal.engine;

/** Codes of extended DNS errors (RFC 8914 section 4). */
final class ExtendedError {
  static final int NOT_READY = 14;
  static final int PROHIBITED = 18;
  static final int NOT_AUTHORITATIVE = 20;
  static final int NOT_SUPPORTED = 21;

  private ExtendedError() {}
}
