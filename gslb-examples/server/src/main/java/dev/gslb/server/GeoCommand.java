package dev.gslb.server;

import java.io.IOException;
import java.io.StringWriter;
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

/** {@code gslb geo}: networks that are placed in regions at run time. */
@Command(
    name = "geo",
    description = "Places networks in regions, above the configuration. Prints JSON.",
    mixinStandardHelpOptions = true)
final class GeoCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "expected: map, unmap, list or test");
  }

  @Command(
      name = "map",
      description = "Places a network in a region.",
      mixinStandardHelpOptions = true)
  int map(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "CIDR", description = "Such as 10.0.0.0/8.") String cidr,
      @Parameters(paramLabel = "REGION", description = "The region's name.") String region,
      @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for the others.")
          @Nullable String comment)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeStringProperty("region", region);
      if (comment != null) {
        out.writeStringProperty("comment", comment);
      }
      out.writeEndObject();
    }
    return send(api, "PUT", path(cidr), text.toString());
  }

  @Command(
      name = "unmap",
      description = "Ends what was said of a network: the configuration counts again.",
      mixinStandardHelpOptions = true)
  int unmap(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "CIDR", description = "As it was mapped.") String cidr)
      throws IOException {
    return send(api, "DELETE", path(cidr), null);
  }

  @Command(
      name = "list",
      description = "Lists the networks of the configuration and of the run time.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ApiOptions api) throws IOException {
    return send(api, "GET", "geo/mappings", null);
  }

  @Command(
      name = "test",
      description = "Says in which region a client is, and who says so.",
      mixinStandardHelpOptions = true)
  int test(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "IP", description = "The client's address.") String ip)
      throws IOException {
    return send(api, "GET", "geo/test?ip=" + ApiOptions.segment(ip), null);
  }

  private static String path(String cidr) {
    return "geo/mappings/" + ApiOptions.segment(cidr);
  }

  private int send(ApiOptions api, String method, String path, @Nullable String json)
      throws IOException {
    CommandLine program = spec.commandLine();
    return api.send(method, path, json, ApiOptions.PATIENCE, program.getOut(), program.getErr());
  }
}
