package dev.gslb.server;

import java.io.StringWriter;
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
 * @param file what is sent in place of the body, and closed then
 */
record ApiResponse(int status, String type, String body, @Nullable BackupFile file) {
  static final ApiResponse NOTHING = new ApiResponse(204, "application/json", "", null);

  private static final JsonFactory JSON = new JsonFactory();

  /** A JSON object, whose fields are written by the caller. */
  static ApiResponse object(int status, Consumer<JsonGenerator> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      fields.accept(out);
      out.writeEndObject();
    }
    return new ApiResponse(status, "application/json", text + "\n", null);
  }

  static ApiResponse file(BackupFile file) {
    return new ApiResponse(200, "application/octet-stream", "", file);
  }

  static ApiResponse error(int status, String message) {
    return object(status, out -> out.writeStringProperty("error", message));
  }
}
