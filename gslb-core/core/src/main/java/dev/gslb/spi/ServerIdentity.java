package dev.gslb.spi;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a server tells of itself. Both are kept to itself unless set.
 *
 * @param id which server of several answered: the NSID option (RFC 5001) and the TXT records {@code
 *     id.server} and {@code hostname.bind} of class CH (RFC 4892); 1 to 128 octets
 * @param version the TXT records {@code version.server} and {@code version.bind}; 1 to 128 octets
 */
public record ServerIdentity(Optional<String> id, Optional<String> version) {
  /** Tells nothing. */
  public static final ServerIdentity UNTOLD =
      new ServerIdentity(Optional.empty(), Optional.empty());

  /** The most octets of either. */
  public static final int LONGEST = 128;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one is empty or too long
   */
  public ServerIdentity {
    check("id", id);
    check("version", version);
  }

  private static void check(String what, Optional<String> text) {
    int length = octets(text).length;
    if (text.isPresent() && (length == 0 || length > LONGEST)) {
      throw new IllegalArgumentException(
          what + " of " + length + " octets (expected: 1.." + LONGEST + ")");
    }
  }

  private static byte[] octets(Optional<String> text) {
    return text.orElse("").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the identifier's octets.
   *
   * @return a new array; empty if it is not told
   */
  public byte[] idOctets() {
    return octets(id);
  }

  /**
   * Returns the version's octets.
   *
   * @return a new array; empty if it is not told
   */
  public byte[] versionOctets() {
    return octets(version);
  }
}
