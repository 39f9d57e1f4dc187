package dev.gslb.server;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the program inside this JVM.
 *
 * @param exitCode what the process would have ended with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Run(int exitCode, String out, String err) {
  static Run of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Program.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
