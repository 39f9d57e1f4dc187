package dev.gslb.server;

import java.io.IOException;
import java.io.StringWriter;
import java.util.concurrent.Callable;
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

/** {@code gslb register} and {@code gslb deregister}: servers that come and go. */
final class RegisterCommand {
  private RegisterCommand() {}

  /** The path of a registration. */
  private static String path(String service, String place) {
    return "servers/" + ApiOptions.segment(service) + "/" + ApiOptions.segment(place);
  }

  /** {@code gslb register}. */
  @Command(
      name = "register",
      description = {
        "Registers a server for a time, or renews its registration. Prints JSON.",
        "Run again well before the time is over, or the server leaves the answers."
      },
      mixinStandardHelpOptions = true)
  static final class Register implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "SERVICE", description = "The domain that it is for.")
    private String service = "";

    @Parameters(
        paramLabel = "ADDRESS:PORT",
        description = "Where it is; an IPv6 address in brackets.")
    private String place = "";

    @Option(
        names = "--region",
        required = true,
        paramLabel = "REGION",
        description = "The region that it joins.")
    private String region = "";

    @Option(names = "--weight", paramLabel = "N", description = "0 to 65535 (default: 100).")
    private @Nullable Integer weight;

    @Option(
        names = "--ttl",
        paramLabel = "DURATION",
        description = "How long it stays without being renewed: 5s to 1h (default: 30s).")
    private @Nullable String ttl;

    @Override
    public Integer call() throws IOException {
      StringWriter text = new StringWriter();
      try (JsonGenerator out =
          new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
        out.writeStartObject();
        out.writeStringProperty("region", region);
        if (weight != null) {
          out.writeNumberProperty("weight", weight);
        }
        if (ttl != null) {
          out.writeStringProperty("ttl", ttl);
        }
        out.writeEndObject();
      }
      CommandLine program = spec.commandLine();
      return api.send(
          "PUT",
          path(service, place),
          text.toString(),
          ApiOptions.PATIENCE,
          program.getOut(),
          program.getErr());
    }
  }

  /** {@code gslb deregister}. */
  @Command(
      name = "deregister",
      description = "Ends a registration before its time.",
      mixinStandardHelpOptions = true)
  static final class Deregister implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "SERVICE", description = "The domain that it was for.")
    private String service = "";

    @Parameters(paramLabel = "ADDRESS:PORT", description = "As it was registered.")
    private String place = "";

    @Override
    public Integer call() throws IOException {
      CommandLine program = spec.commandLine();
      return api.send(
          "DELETE",
          path(service, place),
          null,
          ApiOptions.PATIENCE,
          program.getOut(),
          program.getErr());
    }
  }
}
