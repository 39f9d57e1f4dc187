package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A secret that two servers share to sign messages (RFC 8945). Immutable; its text never shows the
 * secret.
 */
public final class TsigKey {
  private static final int LONGEST_SECRET = 512;

  private final DomainName name;
  private final Algorithm algorithm;
  private final byte[] secret;

  /** How messages are signed (RFC 8945 section 6). */
  public enum Algorithm {
    /** For old peers only: SHA-1 is not to be used where there is a choice. */
    HMAC_SHA1("HmacSHA1", 20),
    /** HMAC with SHA-224. */
    HMAC_SHA224("HmacSHA224", 28),
    /** HMAC with SHA-256, which every server knows. */
    HMAC_SHA256("HmacSHA256", 32),
    /** HMAC with SHA-384. */
    HMAC_SHA384("HmacSHA384", 48),
    /** HMAC with SHA-512. */
    HMAC_SHA512("HmacSHA512", 64);

    private final String jcaName;
    private final int macLength;

    Algorithm(String jcaName, int macLength) {
      this.jcaName = jcaName;
      this.macLength = macLength;
    }

    /**
     * Finds an algorithm by its name in the DNS.
     *
     * @param name such as {@code hmac-sha256}, in any case, with or without a dot at its end
     * @return empty if it is not known
     */
    public static Optional<Algorithm> named(String name) {
      String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      return Arrays.stream(values()).filter(a -> a.text().equalsIgnoreCase(bare)).findFirst();
    }

    /**
     * Returns the name in the DNS.
     *
     * @return without a dot at its end
     */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the name in the Java Cryptography Architecture.
     *
     * @return for {@link javax.crypto.Mac#getInstance(String)}
     */
    public String jcaName() {
      return jcaName;
    }

    /**
     * Returns the size of an untruncated MAC.
     *
     * @return octets
     */
    public int macLength() {
      return macLength;
    }
  }

  /**
   * Takes a key.
   *
   * @param name both servers know it by
   * @param algorithm the only one it is used with
   * @param secret 1 to 512 octets, better as many as the algorithm's MAC or more; copied
   * @throws IllegalArgumentException if the secret is empty or too long
   */
  public TsigKey(DomainName name, Algorithm algorithm, byte[] secret) {
    if (secret.length == 0 || secret.length > LONGEST_SECRET) {
      throw new IllegalArgumentException(
          "a secret of " + secret.length + " octets (expected: 1.." + LONGEST_SECRET + ")");
    }
    this.name = name;
    this.algorithm = algorithm;
    this.secret = secret.clone();
  }

  /**
   * Returns the name.
   *
   * @return both servers know the key by
   */
  public DomainName name() {
    return name;
  }

  /**
   * Returns the algorithm.
   *
   * @return the only one that the key is used with
   */
  public Algorithm algorithm() {
    return algorithm;
  }

  /**
   * Returns the secret.
   *
   * @return a copy
   */
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return name + " (" + algorithm.text() + ")";
  }
}
