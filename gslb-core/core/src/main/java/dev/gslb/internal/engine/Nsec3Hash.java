package dev.gslb.internal.engine;

import dev.gslb.internal.wire.WireName;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** Hashes names for NSEC3 (RFC 5155 section 5). Reused; confined to one worker. */
final class Nsec3Hash {
  /** Octets of a hash. */
  static final int LENGTH = 20;

  private final MessageDigest sha1;
  private final byte[] wildcard = new byte[WireName.MAX_LENGTH + 2];

  Nsec3Hash() {
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-1 is in every JDK", e);
    }
  }

  /** Hashes a suffix of a name. */
  void of(WireName name, int label, byte[] salt, int iterations, byte[] to) {
    int from = name.start(label);
    hash(name.wire(), from, name.length() - from, salt, iterations, to);
  }

  /** Hashes the wildcard below a suffix of a name. */
  void ofWildcard(WireName name, int encloser, byte[] salt, int iterations, byte[] to) {
    int from = name.start(encloser);
    int suffix = name.length() - from;
    wildcard[0] = 1;
    wildcard[1] = '*';
    System.arraycopy(name.wire(), from, wildcard, 2, suffix);
    hash(wildcard, 0, suffix + 2, salt, iterations, to);
  }

  private void hash(byte[] name, int from, int length, byte[] salt, int iterations, byte[] to) {
    try {
      sha1.update(name, from, length);
      sha1.update(salt);
      sha1.digest(to, 0, LENGTH);
      for (int i = 0; i < iterations; i++) {
        sha1.update(to, 0, LENGTH);
        sha1.update(salt);
        sha1.digest(to, 0, LENGTH);
      }
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-1 digest has 20 octets", e);
    }
  }
}
