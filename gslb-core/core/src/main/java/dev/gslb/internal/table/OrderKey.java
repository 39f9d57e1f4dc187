package dev.gslb.internal.table;

import dev.gslb.internal.wire.WireName;

/**
 * A name written so that octets compare as names do in canonical order (RFC 4034 section 6.1): its
 * labels from right to left, each ended by a zero octet. Octets 0 and 1 inside a label become two.
 * Reused; confined to one thread.
 */
public final class OrderKey {
  /** Octets of the longest key. */
  static final int MAX_LENGTH = 2 * WireName.MAX_LENGTH;

  private static final int ESCAPE = 1;

  private final byte[] bytes = new byte[MAX_LENGTH + 2];
  private int length;

  /** Makes an empty key. */
  public OrderKey() {}

  /** Takes the labels of a name from one label down to, not including, the zone's apex. */
  public void of(WireName name, int label, int apexLabel) {
    length = 0;
    for (int i = apexLabel - 1; i >= label; i--) {
      append(name.wire(), name.start(i));
    }
  }

  /** Takes the wildcard below a name's suffix. */
  public void ofWildcard(WireName name, int encloser, int apexLabel) {
    of(name, encloser, apexLabel);
    bytes[length++] = '*';
    bytes[length++] = 0;
  }

  private void append(byte[] wire, int label) {
    for (int i = label + 1; i <= label + wire[label]; i++) {
      byte octet = wire[i];
      if (octet == 0 || octet == ESCAPE) {
        bytes[length++] = ESCAPE;
        octet++;
      }
      bytes[length++] = octet;
    }
    bytes[length++] = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
