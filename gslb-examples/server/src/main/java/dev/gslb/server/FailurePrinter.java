package dev.gslb.server;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what an operator can mend into a message, and leaves the rest its stack trace. */
final class FailurePrinter implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (FailureText.print(failure, command.getErr()::println)) {
      return 1;
    }
    throw failure;
  }
}
