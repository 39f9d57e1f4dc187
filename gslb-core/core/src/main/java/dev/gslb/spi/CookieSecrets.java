package dev.gslb.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * The secrets behind this server's DNS cookies (RFC 7873, RFC 9018). Servers that answer at one
 * address share them. The first makes cookies, all are accepted: to roll, add the new one last
 * everywhere, then put it first everywhere, then drop the old one (RFC 9018 section 5). Safe for
 * any thread; a change holds from the next batch of queries on.
 */
public final class CookieSecrets {
  /** Octets of a secret: a key of SipHash-2-4. */
  public static final int SECRET_LENGTH = 16;

  /** The most secrets at a time: each costs a hash when a cookie does not fit. */
  public static final int MOST = 3;

  private volatile long[] keys;

  private CookieSecrets(long[] keys) {
    this.keys = keys;
  }

  /**
   * Makes a secret that only this server has, until it ends.
   *
   * @return random secrets
   */
  public static CookieSecrets random() {
    byte[] secret = new byte[SECRET_LENGTH];
    new SecureRandom().nextBytes(secret);
    return of(List.of(secret));
  }

  /**
   * Takes given secrets.
   *
   * @param secrets 1 to {@link #MOST}, each of {@link #SECRET_LENGTH} octets; copied
   * @return the secrets
   * @throws IllegalArgumentException if there are too few or too many, or one has another length
   */
  public static CookieSecrets of(List<byte[]> secrets) {
    return new CookieSecrets(keys(secrets));
  }

  /**
   * Replaces all secrets.
   *
   * @param secrets as for {@link #of}
   * @throws IllegalArgumentException as for {@link #of}; then nothing changes
   */
  public void replace(List<byte[]> secrets) {
    keys = keys(secrets);
  }

  /**
   * Takes over the secrets that another holds now.
   *
   * @param other stays as it is
   */
  public void replace(CookieSecrets other) {
    keys = other.keys;
  }

  private static long[] keys(List<byte[]> secrets) {
    if (secrets.isEmpty() || secrets.size() > MOST) {
      throw new IllegalArgumentException(
          secrets.size() + " cookie secrets (expected: 1.." + MOST + ")");
    }
    long[] keys = new long[2 * secrets.size()];
    for (int i = 0; i < secrets.size(); i++) {
      byte[] secret = secrets.get(i);
      if (secret.length != SECRET_LENGTH) {
        throw new IllegalArgumentException(
            "a cookie secret of " + secret.length + " octets (expected: " + SECRET_LENGTH + ")");
      }
      ByteBuffer words = ByteBuffer.wrap(secret).order(ByteOrder.LITTLE_ENDIAN);
      keys[2 * i] = words.getLong();
      keys[2 * i + 1] = words.getLong();
    }
    return keys;
  }

  /**
   * Returns the keys, two words each, for the engine.
   *
   * @return not to be changed
   */
  public long[] words() {
    return keys;
  }

  /** Whether both hold the same secrets now. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CookieSecrets that && Arrays.equals(keys, that.keys);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(keys);
  }

  @Override
  public String toString() {
    return "CookieSecrets[" + keys.length / 2 + "]";
  }
}
