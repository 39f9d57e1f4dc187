package dev.gslb.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a query tool of another maker and reads what it prints. */
enum Dig {
  DIG,
  KDIG,
  DRILL;

  private static final Pattern STATUS = Pattern.compile("(?:status|rcode): ([A-Z]+)");

  /**
   * What came back.
   *
   * @param status the response code
   * @param flags the header's flags
   * @param answer the answer section: owner, type and RDATA, sorted
   * @param authority the types in the authority section
   * @param text all that the tool printed
   */
  record Reply(
      String status, String flags, List<String> answer, List<String> authority, String text) {}

  /** Asks; a tool that is missing is an exception, and so a failure. */
  Reply ask(InetSocketAddress server, boolean tcp, String name, String type, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    String host = server.getAddress().getHostAddress();
    String port = String.valueOf(server.getPort());
    if (this == DRILL) {
      command.addAll(List.of("drill", "-p", port, tcp ? "-t" : "-u"));
      command.addAll(List.of(more));
      command.addAll(List.of("@" + host, name, type));
    } else {
      command.addAll(List.of(this == DIG ? "dig" : "kdig", "@" + host, "-p", port));
      command.add("+time=5");
      if (tcp) {
        command.add("+tcp");
      }
      command.addAll(List.of(more));
      command.addAll(List.of(name, type));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " does not end");
    }
    return read(text);
  }

  private static Reply read(String text) {
    Matcher status = STATUS.matcher(text);
    TreeSet<String> answer = new TreeSet<>();
    List<String> authority = new ArrayList<>();
    String section = "";
    String flags = "";
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(";; ") && line.contains("SECTION:")) {
        section = line.replaceAll(";; (\\w+) .*", "$1");
      } else if (line.startsWith(";; flags:") || line.startsWith(";; Flags:")) {
        flags = line.replaceAll("(?i);; flags: ?([^;]*);.*", "$1").trim();
      } else if (!line.startsWith(";") && !line.isBlank()) {
        String[] fields = line.split("\\s+", 5);
        if (section.equals("ANSWER")) {
          answer.add(fields[0] + " " + fields[1] + " " + fields[3] + " " + fields[4]);
        } else if (section.equals("AUTHORITY")) {
          authority.add(fields[3]);
        }
      }
    }
    return new Reply(
        status.find() ? status.group(1) : "", flags, List.copyOf(answer), authority, text);
  }
}
