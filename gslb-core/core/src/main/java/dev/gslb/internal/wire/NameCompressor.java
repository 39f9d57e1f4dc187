package dev.gslb.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Writes names into a message, using pointers to names already there (RFC 1035 section 4.1.4). It
 * remembers where labels begin, a bounded number of them: a name that is not found again is merely
 * written out.
 */
final class NameCompressor {
  static final int POINTER = 0xC000;

  /** Messages rarely hold more different suffixes; more would make long answers slow. */
  private static final int MAX_KNOWN = 64;

  private static final int HIGHEST_OFFSET = 0x3FFF;
  private static final int POINTER_OCTET = 0xC0;

  /** Pointers on the way to a name's end: some readers give up after 16. */
  private static final int MAX_HOPS = 12;

  private final int[] known = new int[MAX_KNOWN];
  private final int[] hops = new int[MAX_KNOWN];
  private byte[] out = {};
  private int count;
  private int ofQuestion;

  /** The question's name while nobody has asked for it: most answers hold no other name. */
  private @Nullable WireName question;

  void begin(byte[] out) {
    this.out = out;
    this.count = 0;
    this.ofQuestion = 0;
    this.question = null;
  }

  /** Remembers the question's name, which must stay as it is until the message is written. */
  void addQuestion(WireName name) {
    question = name;
  }

  int mark() {
    return count;
  }

  void rollBack(int mark) {
    count = Math.max(mark, ofQuestion);
  }

  /** Writes an uncompressed name at an index. Returns the index behind it. */
  int write(byte[] name, int from, int at) {
    if (question != null) {
      rememberQuestion(question);
    }
    int label = from;
    int to = at;
    int firstNew = count;
    while (name[label] != 0) {
      int target = find(name, label, firstNew);
      if (target >= 0) {
        Bytes.putShort(out, to, POINTER | known[target]);
        for (int i = firstNew; i < count; i++) {
          hops[i] = hops[target] + 1;
        }
        return to + 2;
      }
      int size = name[label] + 1;
      System.arraycopy(name, label, out, to, size);
      remember(to);
      label += size;
      to += size;
    }
    out[to] = 0;
    return to + 1;
  }

  private void rememberQuestion(WireName name) {
    for (int i = 0; i < name.labels(); i++) {
      remember(Wire.HEADER_LENGTH + name.start(i));
    }
    ofQuestion = count;
    question = null;
  }

  private void remember(int offset) {
    if (count < MAX_KNOWN && offset <= HIGHEST_OFFSET) {
      hops[count] = 0;
      known[count++] = offset;
    }
  }

  /** Returns which of the first known labels begins the same name, or -1. */
  private int find(byte[] name, int label, int before) {
    for (int i = 0; i < before; i++) {
      if (hops[i] < MAX_HOPS && same(name, label, known[i])) {
        return i;
      }
    }
    return -1;
  }

  private boolean same(byte[] name, int label, int offset) {
    int a = label;
    int b = offset;
    while (true) {
      // Pointers in this message were written by this class and always lead backwards.
      while ((out[b] & POINTER_OCTET) == POINTER_OCTET) {
        b = Bytes.getShort(out, b) & HIGHEST_OFFSET;
      }
      int size = name[a];
      if (size != out[b]) {
        return false;
      }
      if (size == 0) {
        return true;
      }
      for (int i = 1; i <= size; i++) {
        byte left = name[a + i];
        byte right = out[b + i];
        if (left != right && WireName.lower(left) != WireName.lower(right)) {
          return false;
        }
      }
      a += size + 1;
      b += size + 1;
    }
  }
}
