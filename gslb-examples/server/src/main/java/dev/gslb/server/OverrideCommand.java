package dev.gslb.server;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code gslb override}: what operators say of servers, above configuration and checks. */
@Command(
    name = "override",
    description = "Overrides what is configured and measured of a server. Prints JSON.",
    mixinStandardHelpOptions = true)
final class OverrideCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "expected: set, list or clear");
  }

  @Command(
      name = "set",
      description = "Sets fields of an override; the others stay as they are.",
      mixinStandardHelpOptions = true)
  int set(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "REGION", description = "The server's region, or - for none.")
          String region,
      @Parameters(
              paramLabel = "ADDRESS",
              description = "Its address: all ports; or ADDRESS:PORT for one.")
          String address,
      @Option(names = "--weight", paramLabel = "N", description = "0 to 65535; 0 takes it out.")
          @Nullable Integer weight,
      @Option(
              names = "--enabled",
              arity = "1",
              paramLabel = "true|false",
              description = "Whether it is in use.")
          @Nullable Boolean enabled,
      @Option(
              names = "--healthy",
              arity = "1",
              paramLabel = "true|false",
              description = "Whether it works.")
          @Nullable Boolean healthy,
      @Option(
              names = "--drain",
              paramLabel = "DURATION",
              description =
                  "Takes it out little by little over this time, such as 30s or 5m,"
                      + " until the override ends.")
          @Nullable String drain,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the others.")
          @Nullable String reason,
      @Option(
              names = "--source",
              paramLabel = "WHO",
              description = "Who says so.",
              defaultValue = "${sys:user.name}")
          @Nullable String source,
      @Option(
              names = "--for",
              paramLabel = "DURATION",
              description = "Ends it after this time, such as 30m, 12h or 90s.")
          @Nullable String duration)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      if (weight != null) {
        out.writeNumberProperty("weight", weight);
      }
      if (enabled != null) {
        out.writeBooleanProperty("enabled", enabled);
      }
      if (healthy != null) {
        out.writeBooleanProperty("healthy", healthy);
      }
      if (drain != null) {
        out.writeStringProperty("drain", drain);
      }
      if (reason != null) {
        out.writeStringProperty("reason", reason);
      }
      if (source != null) {
        out.writeStringProperty("source", source);
      }
      if (duration != null) {
        out.writeStringProperty("expires", Instant.now().plus(parse(duration)).toString());
      }
      out.writeEndObject();
    }
    return send(api, "PUT", path(region, address), text.toString());
  }

  private Duration parse(String text) {
    try {
      return Duration.parse("PT" + text);
    } catch (DateTimeParseException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--for " + text + " (expected: such as 30m, 12h or 90s)", e);
    }
  }

  @Command(name = "list", description = "Lists all overrides.", mixinStandardHelpOptions = true)
  int list(@Mixin ApiOptions api) throws IOException {
    return send(api, "GET", "overrides", null);
  }

  @Command(
      name = "clear",
      description = "Clears an override: the configuration and the checks count again.",
      mixinStandardHelpOptions = true)
  int clear(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "REGION", description = "The region, or - for none.") String region,
      @Parameters(paramLabel = "ADDRESS", description = "As it was set.") String address)
      throws IOException {
    return send(api, "DELETE", path(region, address), null);
  }

  private static String path(String region, String address) {
    return "overrides/" + ApiOptions.segment(region) + "/" + ApiOptions.segment(address);
  }

  private int send(ApiOptions api, String method, String path, @Nullable String json)
      throws IOException {
    CommandLine program = spec.commandLine();
    return api.send(method, path, json, ApiOptions.PATIENCE, program.getOut(), program.getErr());
  }
}
