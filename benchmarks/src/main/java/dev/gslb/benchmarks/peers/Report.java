package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found: tables for people, and every sample as a line of JSON in a file. */
final class Report implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintWriter journal;

  Report(Path journal) throws IOException {
    this.journal = new PrintWriter(Files.newBufferedWriter(journal), true);
  }

  void line(String text) {
    out.println(text);
  }

  void heading(String text) {
    out.println("\n" + text + ":");
  }

  /** A part that could not be measured. */
  void failure(Part part, Exception cause) {
    String message = String.valueOf(cause.getMessage());
    line("failed: " + message);
    journal("failure", "part", part.name(), "message", message);
  }

  /** Says on the error stream what goes on. */
  void progress(String what) {
    System.err.println("... " + what);
  }

  void table(Table table) {
    out.println();
    table.print(out);
  }

  /** A ratio for information. */
  void comparison(String part, String what, Estimate estimate) {
    line(what + ": " + estimate);
    journal("comparison", estimate, part, what);
  }

  /** A value that is to be at most a limit, with the verdict. */
  void target(String part, String what, Estimate estimate, double limit) {
    String verdict = estimate.verdict(limit);
    line(what + ": " + estimate + ", target at most " + limit + ": " + verdict);
    journal("target", estimate, part, what, "limit", limit, "verdict", verdict);
  }

  private void journal(
      String kind, Estimate estimate, String part, String what, Object... further) {
    List<Object> fields = new ArrayList<>(List.of("part", part, "what", what));
    fields.addAll(List.of("values", estimate.count(), "median", estimate.median()));
    fields.addAll(List.of("low", estimate.low(), "high", estimate.high()));
    fields.addAll(List.of(further));
    journal(kind, fields.toArray());
  }

  /** Writes a line of the file: its kind, then names and values in turn. */
  void journal(String kind, Object... fields) {
    StringBuilder line = new StringBuilder("{\"kind\":").append(quoted(kind));
    for (int i = 0; i < fields.length; i += 2) {
      line.append(',')
          .append(quoted(fields[i].toString()))
          .append(':')
          .append(value(fields[i + 1]));
    }
    journal.println(line.append('}'));
  }

  private static String value(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? String.format(Locale.ROOT, "%.6g", number) : "null";
    }
    return value instanceof Number ? value.toString() : quoted(value.toString());
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @Override
  public void close() {
    journal.close();
  }
}
