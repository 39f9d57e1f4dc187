package dev.gslb.cluster.runtime;

import dev.gslb.zone.OptionReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Registrations and mappings as JSON. Other programs may write them, so that reading expects
 * anything, and passes over names that it does not know.
 */
final class RegistrationJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_DIGITS = 9;

  private RegistrationJson() {}

  static String write(Registration registration) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("region", registration.region());
      out.writeNumberProperty("weight", registration.weight());
      out.writeStringProperty("ttl", print(registration.timeToLive()));
      out.writeEndObject();
    }
    return text.toString();
  }

  static String write(GeoMapping mapping) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("region", mapping.region());
      out.writeStringProperty("comment", mapping.comment());
      out.writeEndObject();
    }
    return text.toString();
  }

  /** The time in the form that {@link OptionReader#parseDuration} reads. */
  static String print(Duration time) {
    long millis = time.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  /**
   * Reads a registration.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Registration registration(RegistrationTarget target, String text) {
    Map<String, String> fields = read(text, Map.of("region", false, "weight", true, "ttl", false));
    String ttl = fields.get("ttl");
    Duration time = ttl == null ? Registration.DEFAULT_TIME : OptionReader.parseDuration(ttl);
    if (time == null) {
      throw new IllegalArgumentException("ttl " + ttl + " (expected: a duration such as 30s)");
    }
    String weight = fields.get("weight");
    return new Registration(
        target,
        region(fields),
        weight == null ? Registration.DEFAULT_WEIGHT : Integer.parseInt(weight),
        time);
  }

  /**
   * Reads a mapping.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static GeoMapping mapping(GeoPrefix prefix, String text) {
    Map<String, String> fields = read(text, Map.of("region", false, "comment", false));
    return new GeoMapping(prefix, region(fields), fields.getOrDefault("comment", ""));
  }

  private static String region(Map<String, String> fields) {
    String region = fields.get("region");
    if (region == null) {
      throw new IllegalArgumentException("no region (expected: a region's name)");
    }
    return region;
  }

  /** Reads the fields that are known, each a text or, where so marked, an integer. */
  private static Map<String, String> read(String text, Map<String, Boolean> known) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no JSON object (expected: one with a region)");
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        Boolean number = known.get(name);
        if (number == null) {
          in.skipChildren();
          continue;
        }
        JsonToken expected = number ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING;
        if (token != expected || (number && in.getStringLength() > MAX_DIGITS)) {
          throw new IllegalArgumentException(
              name + " (expected: " + (number ? "an integer in range" : "a text") + ")");
        }
        fields.put(name, in.getString());
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
    return fields;
  }
}
