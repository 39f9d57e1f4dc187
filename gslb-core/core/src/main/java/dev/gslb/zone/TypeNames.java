package dev.gslb.zone;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.xbill.DNS.Type;

/** Mnemonics of RR types: those that dnsjava knows, and those registered since. */
final class TypeNames {
  private static final Map<String, Integer> ADDED =
      Map.of(
          "DSYNC", 66, // RFC 9859
          "HHIT", 67, // RFC 9886
          "BRID", 68, // RFC 9886
          "RESINFO", 261, // RFC 9606
          "WALLET", 262,
          "CLA", 263,
          "IPN", 264);

  private static final Map<Integer, String> TEXTS =
      ADDED.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private TypeNames() {}

  /** The value of a mnemonic or {@code TYPEn} in any case; negative if it is neither. */
  static int value(String text) {
    Integer added = ADDED.get(text.toUpperCase(Locale.ROOT));
    return added == null ? Type.value(text) : added;
  }

  /** The mnemonic, or {@code TYPEn}. */
  static String text(int value) {
    String added = TEXTS.get(value);
    return added == null ? Type.string(value) : added;
  }
}
