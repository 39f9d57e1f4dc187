package dev.gslb.config;

import dev.gslb.zone.Fallback;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code fallback}: a word, or fixed addresses. */
final class FallbackReader {
  private static final String KEY = "fallback";
  private static final Map<String, Fallback> WORDS = words();

  private FallbackReader() {}

  private static Map<String, Fallback> words() {
    Map<String, Fallback> words = new LinkedHashMap<>();
    words.put("servfail", Fallback.SERVFAIL);
    words.put("last-healthy", Fallback.LAST_HEALTHY);
    words.put("all", Fallback.ALL);
    words.put("nodata", Fallback.NODATA);
    return words;
  }

  /** Returns the fallback, or null if there is none or it is wrong. */
  static @Nullable Fallback read(MapReader reader) {
    if (!(reader.get(KEY) instanceof Node.Section section)) {
      String expected = "one of " + String.join(", ", WORDS.keySet()) + ", or static: [addresses]";
      return reader.parsed(KEY, expected, WORDS::get);
    }
    MapReader fixed = new MapReader(section, reader.problems());
    String expected = "IPv4 and IPv6 addresses";
    List<InetAddress> addresses = new ArrayList<>();
    List<Node.Scalar> texts = fixed.texts("static", expected);
    for (Node.Scalar text : texts) {
      InetAddress address = Addresses.literal(text.text());
      if (address == null) {
        reader.problems().add(text, "an IPv4 or IPv6 address");
      } else {
        addresses.add(address);
      }
    }
    fixed.finish();
    if (addresses.isEmpty()) {
      if (texts.isEmpty()) {
        reader.problems().add(section.place(), "no address", expected);
      }
      return null;
    }
    return new Fallback.Static(addresses);
  }
}
