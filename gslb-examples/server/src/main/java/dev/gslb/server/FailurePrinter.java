package dev.gslb.server;

import dev.gslb.zone.RefusedException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what an operator can mend into a message, and leaves the rest its stack trace. */
final class FailurePrinter implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof RefusedException refused) {
      refused.problems().forEach(problem -> command.getErr().println(problem));
      return 1;
    }
    if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
      command.getErr().println("gslb: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }
}
