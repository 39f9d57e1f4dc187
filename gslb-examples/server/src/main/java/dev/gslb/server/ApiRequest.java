package dev.gslb.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** One request to the management address: its path in pieces, and its body as JSON. */
final class ApiRequest {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_BODY_BYTES = 64 << 10;

  private final HttpExchange exchange;
  private final List<String> path = new ArrayList<>();

  ApiRequest(HttpExchange exchange, String prefix) throws ApiFailure {
    this.exchange = exchange;
    String raw = exchange.getRequestURI().getRawPath().substring(prefix.length());
    for (String segment : raw.split("/", -1)) {
      try {
        // In a path a plus sign is a plus sign (RFC 3986 section 2.2).
        String plain = segment.replace("+", "%2B");
        path.add(URLDecoder.decode(plain, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new ApiFailure(400, "path " + raw + " (expected: %XX with two hex digits)");
      }
    }
  }

  String method() {
    return exchange.getRequestMethod();
  }

  List<String> path() {
    return path;
  }

  /** What the query string says of a name; empty if nothing. */
  String query(String name) throws ApiFailure {
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        try {
          return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          throw new ApiFailure(400, "query " + raw + " (expected: %XX with two hex digits)");
        }
      }
    }
    return "";
  }

  InputStream body() {
    return exchange.getRequestBody();
  }

  /** How long the body is going to be, if the client says so; -1 otherwise. */
  long declaredBytes() {
    String text = exchange.getRequestHeaders().getFirst("Content-Length");
    return text == null ? -1 : Long.parseLong(text); // the server checked it
  }

  /** The body, a flat JSON object of texts, integers and booleans; empty without a body. */
  Map<String, Object> fields() throws ApiFailure, IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      throw new ApiFailure(413, "a longer body (expected: at most " + MOST_BODY_BYTES + " bytes)");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (body.length == 0) {
      return fields;
    }
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new ApiFailure(400, "no JSON object (expected: one with fields)");
      }
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        if (fields.put(name, value(name, in)) != null) {
          throw new ApiFailure(400, name + " is there twice (expected: once)");
        }
      }
      if (in.nextToken() != null) {
        throw new ApiFailure(400, "more than one JSON object (expected: one)");
      }
    } catch (JacksonException e) {
      throw new ApiFailure(400, "the body is not JSON: " + e.getOriginalMessage());
    }
    return fields;
  }

  /** Takes a text out of the fields, or the standard one. */
  static String text(Map<String, Object> fields, String name, String standard) throws ApiFailure {
    Object value = fields.remove(name);
    if (value == null) {
      return standard;
    }
    if (value instanceof String text) {
      return text;
    }
    throw new ApiFailure(400, name + " " + value + " (expected: a text)");
  }

  /** Refuses fields that nobody took out. */
  static void nothingElse(Map<String, Object> fields, String expected) throws ApiFailure {
    if (!fields.isEmpty()) {
      throw new ApiFailure(
          400, fields.keySet().iterator().next() + " (expected: " + expected + ")");
    }
  }

  private static Object value(String name, JsonParser in) throws ApiFailure {
    JsonToken token = in.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      return in.getString();
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    if (token == JsonToken.VALUE_NUMBER_INT && in.getStringLength() <= 18) {
      return in.getLongValue();
    }
    throw new ApiFailure(400, name + " (expected: a text, an integer, true or false)");
  }
}
