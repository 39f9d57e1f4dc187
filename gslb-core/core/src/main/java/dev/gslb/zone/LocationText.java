package dev.gslb.zone;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 *   52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
 *   latitude       longitude     height size  horizontal and vertical precision
 *
 * Minutes, seconds, and all behind the height may be left out (RFC 1876 section 3).
 */

/** Reads the RDATA of LOC. */
final class LocationText {
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,10}(\\.\\d{0,9})?");
  private static final long EQUATOR = 1L << 31;
  private static final long MAX_HEIGHT = 0xFFFF_FFFFL;

  /** The reference is 100 km below the ellipsoid; in centimetres. */
  private static final long BELOW = 10_000_000;

  private static final long MAX_CENTIMETRES = 9_000_000_000L;
  private static final long SIZE = 100;
  private static final long HORIZONTAL = 1_000_000;
  private static final long VERTICAL = 1_000;

  private LocationText() {}

  static void read(RdataText text) {
    long latitude = angle(text, 90, "N", "S");
    long longitude = angle(text, 180, "E", "W");
    long height = centimetres(text.word("a height")) + BELOW;
    if (height < 0 || height > MAX_HEIGHT) {
      throw RdataText.wrong("a height", "-100000.00 to 42849672.95");
    }
    text.put(0, 1);
    for (long otherwise : new long[] {SIZE, HORIZONTAL, VERTICAL}) {
      String word = text.wordOrNull();
      text.put(sizeOf(word, otherwise), 1);
    }
    text.put(EQUATOR + latitude, 4);
    text.put(EQUATOR + longitude, 4);
    text.put(height, 4);
  }

  /** Thousandths of a second of arc. */
  private static long angle(RdataText text, int most, String positive, String negative) {
    long[] units = {3_600_000, 60_000, 1_000};
    long angle = 0;
    for (int part = 0; part <= units.length; part++) {
      String word = text.word(positive + " or " + negative);
      if (part > 0 && (word.equalsIgnoreCase(positive) || word.equalsIgnoreCase(negative))) {
        if (angle > most * units[0]) {
          throw RdataText.wrong("an angle", "at most " + most + " degrees");
        }
        return word.equalsIgnoreCase(positive) ? angle : -angle;
      }
      if (part == units.length) {
        throw RdataText.wrong(word, positive + " or " + negative);
      }
      BigDecimal value = decimal(word);
      boolean tooMuch = part > 0 && value.compareTo(BigDecimal.valueOf(60)) >= 0;
      boolean fraction = part < 2 && value.stripTrailingZeros().scale() > 0;
      if (value.signum() < 0 || tooMuch || fraction) {
        throw RdataText.wrong(word, "degrees, minutes under 60 and seconds under 60");
      }
      angle += value.multiply(BigDecimal.valueOf(units[part])).longValue();
    }
    throw new IllegalStateException("left by a return or an exception");
  }

  private static BigDecimal decimal(String word) {
    if (!DECIMAL.matcher(word).matches()) {
      throw RdataText.wrong(word, "a decimal number");
    }
    return new BigDecimal(word);
  }

  private static long centimetres(String word) {
    boolean unit = word.endsWith("m") || word.endsWith("M");
    BigDecimal metres = decimal(unit ? word.substring(0, word.length() - 1) : word);
    return metres.movePointRight(2).setScale(0, RoundingMode.DOWN).longValue();
  }

  /** A digit and a power of ten, each in four bits. */
  private static int sizeOf(@Nullable String word, long otherwise) {
    long size = word == null ? otherwise : centimetres(word);
    if (size < 0 || size > MAX_CENTIMETRES) {
      throw RdataText.wrong(String.valueOf(word), "0 to 90000000.00 metres");
    }
    int power = 0;
    for (; size > 9; size /= 10) {
      power++;
    }
    return (int) size << 4 | power;
  }
}
