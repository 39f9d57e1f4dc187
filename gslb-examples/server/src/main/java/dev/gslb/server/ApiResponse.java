package dev.gslb.server;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a client gets.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body possibly empty
 * @param file what is sent in place of the body, and deleted then
 */
record ApiResponse(int status, String type, byte[] body, @Nullable Path file) {
  static final ApiResponse NOTHING = new ApiResponse(204, "application/json", new byte[0], null);

  private static final JsonFactory JSON = new JsonFactory();

  /** A JSON object, whose fields are written by the caller. */
  static ApiResponse object(int status, Consumer<JsonGenerator> fields) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), octets)) {
      out.writeStartObject();
      fields.accept(out);
      out.writeEndObject();
    }
    octets.write('\n');
    return new ApiResponse(status, "application/json", octets.toByteArray(), null);
  }

  static ApiResponse file(Path file) {
    return new ApiResponse(200, "application/octet-stream", new byte[0], file);
  }

  static ApiResponse error(int status, String message) {
    return object(status, out -> out.writeStringProperty("error", message));
  }
}
