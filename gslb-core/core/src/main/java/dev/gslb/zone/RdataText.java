package dev.gslb.zone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TTL;

/**
 * Reads the parts of RDATA one after the other into wire form. What is wrong ends in an exception,
 * whose message says what. Confined to one thread.
 */
final class RdataText {
  private static final int MAX_STRING = 255;
  private static final int WINDOW = 256;
  private static final int WINDOWS = 256;

  /** Kinds of digests and their octets, by number. */
  private static final List<String> DIGESTS =
      List.of("RESERVED", "SHA1", "SHA256", "GOST", "SHA384");

  private static final int[] LENGTHS = {0, 20, 32, 32, 48};
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  private final MasterWords words;
  private final Name origin;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RdataText(MasterWords words, Name origin) {
    this.words = words;
    this.origin = origin;
  }

  /** What was read so far. */
  byte[] rdata() {
    return out.toByteArray();
  }

  /**
   * The next word.
   *
   * @throws IllegalArgumentException if there is none
   */
  String word(String expected) {
    if (!words.next()) {
      throw new IllegalArgumentException("nothing, where " + expected + " is expected");
    }
    return words.text();
  }

  /** The next word; null if there is none. */
  @Nullable String wordOrNull() {
    return words.next() ? words.text() : null;
  }

  static IllegalArgumentException wrong(String word, String expected) {
    return new IllegalArgumentException(word + ", where " + expected + " is expected");
  }

  /** Takes octets of a number. */
  void put(long value, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  /** A number in digits. */
  int value(int most) {
    String word = word("a number");
    if (!isDigits(word) || word.length() > 9 || Integer.parseInt(word) > most) {
      throw wrong(word, "0.." + most);
    }
    return Integer.parseInt(word);
  }

  private static boolean isDigits(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A number of 1 to 8 octets. */
  void number(int octets) {
    String word = word("a number");
    String expected = "a number of " + 8 * octets + " bits";
    if (!isDigits(word) || word.length() > 20) {
      throw wrong(word, expected);
    }
    long value = Long.parseUnsignedLong(word);
    if (octets < Long.BYTES && value >>> (8 * octets) != 0) {
      throw wrong(word, expected);
    }
    put(value, octets);
  }

  /** A name, relative to the origin if it does not end with a dot. */
  void name() throws IOException {
    String word = word("a name");
    Name name = word.equals("@") ? origin : Name.fromString(word, origin);
    out.writeBytes(name.toWire());
  }

  /** A mnemonic of a type. */
  void type() {
    put(typeOf(word("a type")), 2);
  }

  private static int typeOf(String word) {
    int type = TypeNames.value(word);
    if (type < 0) {
      throw wrong(word, "a type");
    }
    return type;
  }

  /** Mnemonics of types, to a bit map (RFC 4034 section 4.1.2). */
  void types() {
    BitSet types = new BitSet();
    while (words.next()) {
      types.set(typeOf(words.text()));
    }
    for (int window = 0; window < WINDOWS; window++) {
      int last = types.previousSetBit(window * WINDOW + WINDOW - 1) - window * WINDOW;
      if (last >= 0) {
        byte[] map = new byte[last / 8 + 1];
        for (int bit = 0; bit <= last; bit++) {
          map[bit / 8] |= (byte) (types.get(window * WINDOW + bit) ? 0x80 >>> (bit % 8) : 0);
        }
        out.write(window);
        out.write(map.length);
        out.writeBytes(map);
      }
    }
  }

  /** A character string. */
  void string() {
    word("a character string");
    byte[] octets = words.octets();
    if (octets.length > MAX_STRING) {
      throw new IllegalArgumentException(octets.length + " octets in one character string");
    }
    out.write(octets.length);
    out.writeBytes(octets);
  }

  /** All the rest, at least one character string. */
  void strings() {
    string();
    while (words.next()) {
      words.stay();
      string();
    }
  }

  private String rest() {
    StringBuilder rest = new StringBuilder();
    while (words.next()) {
      rest.append(words.text());
    }
    return rest.toString();
  }

  /** All the rest, in hexadecimal; words do not matter. */
  void hexadecimal() {
    out.writeBytes(HexFormat.of().parseHex(rest()));
  }

  /** All the rest, in base 64; words do not matter. */
  void base64() {
    out.writeBytes(Base64.getDecoder().decode(rest()));
  }

  /** All the rest, in base 64, or a hyphen for nothing. */
  void base64OrDash() {
    String rest = rest();
    if (rest.isEmpty()) {
      throw wrong("nothing", "- or base 64");
    }
    out.writeBytes(rest.equals("-") ? new byte[0] : Base64.getDecoder().decode(rest));
  }

  /** A DNSSEC algorithm, by number or mnemonic. */
  void algorithm() {
    String word = word("an algorithm");
    int value = DNSSEC.Algorithm.value(word);
    if (value < 0) {
      throw wrong(word, "an algorithm");
    }
    out.write(value);
  }

  /** The kind of a digest, by number or mnemonic, and all the rest as a digest of that kind. */
  void digest() {
    String word = word("a kind of digest");
    int kind = DIGESTS.indexOf(word.toUpperCase(Locale.ROOT).replace("-", ""));
    if (kind < 0) {
      words.stay();
      kind = value(255);
    }
    int before = out.size() + 1;
    out.write(kind);
    hexadecimal();
    int length = out.size() - before;
    if (length == 0 || (kind > 0 && kind < LENGTHS.length && length != LENGTHS[kind])) {
      throw new IllegalArgumentException(length + " octets of digest of kind " + kind);
    }
  }

  /**
   * A priority, a target and parameters (RFC 9460 section 2.1). With the priority 0 the parameters
   * mean nothing, and yet are no error (section 2.4.2).
   */
  void service(int type) throws IOException {
    number(2);
    int priority = Math.max(1, (rdata()[0] & 0xFF) << 8 | (rdata()[1] & 0xFF));
    Record record =
        Record.fromString(Name.root, type, DClass.IN, 0, priority + " " + words.rest(), origin);
    byte[] whole = RRset.rdataOf(record);
    out.write(whole, 2, whole.length - 2);
  }

  /** Seconds, or with units. */
  void ttl() {
    String word = word("a TTL");
    try {
      put(TTL.parseTTL(word), 4);
    } catch (NumberFormatException e) {
      throw wrong(word, "a TTL");
    }
  }

  /** YYYYMMDDHHmmSS in UTC, or seconds since 1970 (RFC 4034 section 3.2). */
  void time() {
    String word = word("a time");
    if (word.length() != 14) {
      words.stay();
      number(4);
      return;
    }
    try {
      put(LocalDateTime.parse(word, SECONDS).toEpochSecond(ZoneOffset.UTC), 4);
    } catch (DateTimeException e) {
      throw wrong(word, "YYYYMMDDHHmmSS");
    }
  }

  /** Hexadecimal with its length before it, or a hyphen for nothing (RFC 5155 section 3.3). */
  void salt() {
    String word = word("a salt");
    counted(word.equals("-") ? new byte[0] : HexFormat.of().parseHex(word));
  }

  /** Base 32 with its length before it (RFC 5155 section 3.3). */
  void hash() {
    String word = word("a hash");
    long bits = 0;
    int held = 0;
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int i = 0; i < word.length(); i++) {
      int digit = Character.digit(word.charAt(i), 32);
      if (digit < 0) {
        throw wrong(word, "base 32 of the extended hex alphabet");
      }
      bits = bits << 5 | digit;
      held += 5;
      if (held >= 8) {
        held -= 8;
        octets.write((int) (bits >>> held));
      }
    }
    if (octets.size() == 0 || held >= 5 || (bits & ((1L << held) - 1)) != 0) {
      throw wrong(word, "base 32 of whole octets");
    }
    counted(octets.toByteArray());
  }

  private void counted(byte[] octets) {
    if (octets.length > MAX_STRING) {
      throw new IllegalArgumentException(octets.length + " octets, where 255 are the most");
    }
    out.write(octets.length);
    out.writeBytes(octets);
  }

  /** An IPv4 address. */
  void ipv4() {
    address(Address.IPv4, "an IPv4 address");
  }

  private void address(int family, String expected) {
    String word = word(expected);
    byte[] address = Address.toByteArray(word, family);
    if (address == null) {
      throw wrong(word, expected);
    }
    out.writeBytes(address);
  }

  /** Groups of octets in hexadecimal: of two digits, or of up to four (RFC 6742, RFC 7043). */
  void groups(int count, int octets, String separator) {
    String expected = count + " groups of hexadecimal, with " + separator + " between";
    String word = word(expected);
    String[] groups = word.split(separator, -1);
    if (groups.length != count) {
      throw wrong(word, expected);
    }
    for (String group : groups) {
      int most = 2 * octets;
      int least = octets == 1 ? most : 1;
      boolean hexadecimal = group.chars().allMatch(HexFormat::isHexDigit);
      if (!hexadecimal || group.length() > most || group.length() < least) {
        throw wrong(word, expected);
      }
      put(HexFormat.fromHexDigits(group), octets);
    }
  }

  /** NOTIFY, or a number (RFC 9859 section 2.2). */
  void scheme() {
    if (word("a scheme").equalsIgnoreCase("NOTIFY")) {
      out.write(1);
    } else {
      words.stay();
      number(1);
    }
  }

  /** Precedence, whether to look for one first, and a relay (RFC 8777 section 4.3). */
  void relay() throws IOException {
    number(1);
    int discovery = value(1);
    int kind = value(3);
    out.write(discovery << 7 | kind);
    switch (kind) {
      case 1 -> ipv4();
      case 2 -> address(Address.IPv6, "an IPv6 address");
      case 3 -> name();
      default -> {
        String word = word("a dot");
        if (!word.equals(".")) {
          throw wrong(word, "a dot");
        }
      }
    }
  }

  /** An address of an end system in hexadecimal with dots anywhere, or + and a number. */
  void atmAddress() {
    String word = word("an address");
    if (word.startsWith("+") && isDigits(word.substring(1))) {
      out.write(1);
      word.substring(1).chars().forEach(out::write);
    } else {
      out.write(0);
      out.writeBytes(HexFormat.of().parseHex(word.replace(".", "")));
    }
  }
}
