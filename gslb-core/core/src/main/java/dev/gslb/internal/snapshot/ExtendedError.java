package dev.gslb.internal.snapshot;

/** Codes of extended DNS errors (RFC 8914 section 4) that this server sends. */
public final class ExtendedError {
  /** Something else, such as an all-down behaviour that somebody chose. */
  public static final int OTHER = 0;

  /** Stale Answer: from who was healthy last. */
  public static final int STALE_ANSWER = 3;

  /** Not Ready: this node may not answer now. */
  public static final int NOT_READY = 14;

  /** Prohibited. */
  public static final int PROHIBITED = 18;

  /** Not Authoritative. */
  public static final int NOT_AUTHORITATIVE = 20;

  /** Not Supported. */
  public static final int NOT_SUPPORTED = 21;

  /** No Reachable Authority: nothing that could answer is up. */
  public static final int NO_REACHABLE_AUTHORITY = 22;

  /** Invalid Data: a zone that is too old, or was never taken. */
  public static final int INVALID_DATA = 24;

  private ExtendedError() {}
}
