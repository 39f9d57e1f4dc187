package dev.gslb.server;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gslb check-zone}: says whether a master file is a zone, and all that is odd in it. */
@Command(
    name = "check-zone",
    description = "Checks a master file. Exits with 0 if it is right, with 1 if not.",
    mixinStandardHelpOptions = true)
final class CheckZoneCommand implements Callable<Integer> {
  /** A file and a line, as editors find them, and what else a problem says of its place. */
  private static final Pattern LINE = Pattern.compile("(.*?:\\d+) (.*)");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FILE", description = "The master file.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "ORIGIN", description = "Such as example.com.")
  private String origin = "";

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    ZoneBuilder builder = Zone.builder(apex()).addFile(file);
    Zone zone;
    try {
      zone = builder.build();
    } catch (RefusedException e) {
      e.problems().forEach(problem -> err.println(line(problem, "")));
      return CommandLine.ExitCode.SOFTWARE;
    }
    builder.warnings().forEach(problem -> err.println(line(problem, "warning: ")));
    spec.commandLine()
        .getOut()
        .printf(
            "%s: right: zone %s, serial %d, %d RRsets%n",
            file, zone.apex(), zone.serial(), zone.rrsetCount());
    return CommandLine.ExitCode.OK;
  }

  private DomainName apex() {
    try {
      return DomainName.of(origin);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String line(Problem problem, String kind) {
    Matcher line = LINE.matcher(problem.place());
    String place =
        line.matches() ? line.group(1) + ": " + kind + line.group(2) : kind + problem.place();
    return place + ": " + problem.value() + " (expected: " + problem.expected() + ")";
  }
}
