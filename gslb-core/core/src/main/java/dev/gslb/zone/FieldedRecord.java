package dev.gslb.zone;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TTL;

/**
 * Reads the entries of the types that {@link RdataForm} knows. What is odd before the type it
 * leaves to the parser for everything. Reused; confined to one thread.
 */
final class FieldedRecord {
  private static final int NO_TTL = -1;

  private byte @Nullable [] owner;
  private long ttlSeconds;
  private int type;
  private byte[] rdata = {};

  /**
   * Reads an entry.
   *
   * @param bytes holds it
   * @param from its first octet
   * @param to behind its last octet
   * @param origin what relative names are relative to
   * @return whether it is of a known type; if so, the other methods tell what it says
   * @throws IOException or a RuntimeException, if it is of a known type and wrong
   */
  boolean read(byte[] bytes, int from, int to, Name origin) throws IOException {
    MasterWords words = new MasterWords(bytes, from, to);
    if (!readHead(words, bytes[from] == ' ' || bytes[from] == '\t', origin)) {
      return false;
    }
    rdata = RdataForm.read(type, words, origin);
    return true;
  }

  private boolean readHead(MasterWords words, boolean ownerless, Name origin) {
    owner = null;
    ttlSeconds = NO_TTL;
    try {
      if (!ownerless && !(words.next() && readOwner(words, origin))) {
        return false;
      }
      boolean classSeen = false;
      while (words.next() && !words.isQuoted()) {
        String word = words.text();
        if (word.isEmpty()) {
          return false;
        } else if (word.charAt(0) >= '0' && word.charAt(0) <= '9' && ttlSeconds < 0) {
          ttlSeconds = TTL.parseTTL(word);
        } else if (isIn(word) && !classSeen) {
          classSeen = true;
        } else {
          type = TypeNames.value(word);
          return RdataForm.isKnown(type);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // The parser for everything says what is wrong.
      return false;
    }
    return false;
  }

  private static boolean isIn(String word) {
    return word.equalsIgnoreCase("IN") || word.equalsIgnoreCase("CLASS1");
  }

  private boolean readOwner(MasterWords words, Name origin) throws IOException {
    String word = words.text();
    if (words.isQuoted() || word.isEmpty()) {
      return false;
    }
    owner = (word.equals("@") ? origin : Name.fromString(word, origin)).toWire();
    return true;
  }

  /** The owner in wire form; null if it is the one of the record before. */
  byte @Nullable [] owner() {
    return owner;
  }

  /** The TTL; negative if the entry states none. */
  long ttlSeconds() {
    return ttlSeconds;
  }

  int type() {
    return type;
  }

  byte[] rdata() {
    return rdata;
  }
}
