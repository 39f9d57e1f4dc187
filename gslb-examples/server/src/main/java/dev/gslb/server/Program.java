package dev.gslb.server;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line of {@code gslb}. With options and no command it serves. */
@Command(
    name = "gslb",
    description = "Authoritative DNS with global server load balancing.",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      ServeCommand.class,
      CheckCommand.class,
      CheckZoneCommand.class,
      ExplainCommand.class,
      QueryCommand.class,
      OverrideCommand.class,
      RegisterCommand.Register.class,
      RegisterCommand.Deregister.class,
      GeoCommand.class,
      ClusterCommand.class,
      DemoCommand.class
    })
final class Program {
  private Program() {}

  /** Runs the program. Returns 0 for success, 1 for failure, 2 for wrong usage. */
  static int run(String... arguments) {
    return run(new CommandLine(new Program()), arguments);
  }

  /** Runs the program with other streams than those of the process. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return run(new CommandLine(new Program()).setOut(out).setErr(err), arguments);
  }

  private static int run(CommandLine program, String... arguments) {
    return program
        .setExecutionExceptionHandler(new FailurePrinter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(withCommand(arguments));
  }

  /** Options of {@code serve} may stand without it. */
  private static String[] withCommand(String[] arguments) {
    boolean serves =
        arguments.length > 0
            && arguments[0].startsWith("--")
            && !arguments[0].equals("--help")
            && !arguments[0].equals("--version");
    if (!serves) {
      return arguments;
    }
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  /** Prints the version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Program.class.getPackage().getImplementationVersion();
      return new String[] {"gslb " + (version == null ? "(not packaged)" : version)};
    }
  }
}
