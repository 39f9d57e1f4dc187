package dev.gslb.spi;

/** Receives a router's choice. Valid during one call of {@link Router#route}. */
public interface Selection {
  /**
   * Adds a candidate behind those already chosen. One that is chosen twice counts once.
   *
   * @param ordinal of the candidate
   * @return false when there is no room for more, and then nothing was added
   */
  boolean add(int ordinal);

  /**
   * Says how many bits of the client's address decided: the scope of the answer (RFC 7871 section
   * 7.2.1). The engine keeps the longest of all policies visited.
   *
   * @param prefixLength 0 to 32 or 0 to 128; 0, the default, if the address played no part
   */
  void ecsScope(int prefixLength);

  /**
   * Lowers the TTL of the answer.
   *
   * @param seconds the most that this choice is good for
   */
  void ttlCeiling(int seconds);

  /**
   * Says whether somebody wants to know why. Ask before a reason is put into words.
   *
   * @return true only while a decision is explained, never for a client's query
   */
  boolean tracing();

  /**
   * Gives the reason of this choice, for people.
   *
   * @param reason such as {@code country DE}
   */
  void because(String reason);
}
