package dev.gslb.cluster.runtime;

import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Settings as JSON. Other programs may write them, so that reading expects anything. */
final class OverrideJson {
  private static final JsonFactory JSON = new JsonFactory();

  private static final int MAX_DIGITS = 9;

  private OverrideJson() {}

  static String write(OverrideSetting setting) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      switch (setting.field()) {
        case WEIGHT -> out.writeNumberProperty("value", setting.value());
        case DRAIN -> out.writeStringProperty("value", setting.drain().orElseThrow().text());
        case ENABLED, HEALTHY -> out.writeBooleanProperty("value", setting.value() == 1);
      }
      out.writeStringProperty("reason", setting.reason());
      out.writeStringProperty("source", setting.source());
      out.writeStringProperty("since", setting.since().toString());
      if (setting.expires().isPresent()) {
        out.writeStringProperty("expires", setting.expires().get().toString());
      }
      out.writeEndObject();
    }
    return text.toString();
  }

  /**
   * Reads a setting; names that it does not know are passed over.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static OverrideSetting read(OverrideField field, String text) {
    Integer value = null;
    String reason = "";
    String source = "";
    Instant since = null;
    Instant expires = null;
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no JSON object (expected: one with a value)");
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        switch (name) {
          case "value" -> value = value(field, in, token);
          case "reason" -> reason = text(name, in, token);
          case "source" -> source = text(name, in, token);
          case "since" -> since = instant(name, in, token);
          case "expires" -> expires = instant(name, in, token);
          default -> in.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
    if (value == null) {
      throw new IllegalArgumentException("no value (expected: " + expected(field) + ")");
    }
    if (since == null && field == OverrideField.DRAIN) {
      throw new IllegalArgumentException("no since (expected: when the drain starts)");
    }
    Instant said = since == null ? Instant.EPOCH : since;
    return new OverrideSetting(field, value, reason, source, said, Optional.ofNullable(expires));
  }

  private static int value(OverrideField field, JsonParser in, @Nullable JsonToken token) {
    if (field == OverrideField.WEIGHT && token == JsonToken.VALUE_NUMBER_INT) {
      String digits = in.getString();
      if (digits.length() > MAX_DIGITS) {
        throw new IllegalArgumentException("weight (expected: " + expected(field) + ")");
      }
      return Integer.parseInt(digits);
    }
    if (field == OverrideField.DRAIN && token == JsonToken.VALUE_STRING) {
      return (int) Drain.parse(in.getString()).toSeconds();
    }
    boolean flag = field == OverrideField.ENABLED || field == OverrideField.HEALTHY;
    if (flag && token == JsonToken.VALUE_TRUE) {
      return 1;
    }
    if (flag && token == JsonToken.VALUE_FALSE) {
      return 0;
    }
    throw new IllegalArgumentException(
        field.text() + " " + in.getString() + " (expected: " + expected(field) + ")");
  }

  private static String expected(OverrideField field) {
    return switch (field) {
      case WEIGHT -> "0.." + field.greatest();
      case DRAIN -> "a duration such as 5m";
      case ENABLED, HEALTHY -> "true or false";
    };
  }

  private static String text(String name, JsonParser in, @Nullable JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException(name + " is not a text (expected: a text)");
    }
    return in.getString();
  }

  private static Instant instant(String name, JsonParser in, @Nullable JsonToken token) {
    String text = text(name, in, token);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          name + " " + text + " (expected: a time such as 2030-01-31T12:00:00Z)", e);
    }
  }
}
