package dev.gslb.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/**
 * The differences from another server that have a reason, as a file of the tests lists them: who,
 * which kinds of zone, which types, how the other answers, how this one does.
 */
record ExplainedDifferences(List<Rule> rules) {
  private static final String FILE = "/differential/explained.txt";

  /** One line of the file; its patterns must be found in what a side has and the other has not. */
  private record Rule(Pattern types, Pattern peer, Pattern ours) {}

  static ExplainedDifferences of(String peer, String kind) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ExplainedDifferences.class.getResourceAsStream(FILE)),
                StandardCharsets.UTF_8))) {
      return new ExplainedDifferences(
          lines
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.split(" \\| "))
              .filter(rule -> peer.matches(rule[0]) && kind.matches(rule[1]))
              .map(
                  rule ->
                      new Rule(
                          Pattern.compile(rule[2]),
                          Pattern.compile(rule[3]),
                          Pattern.compile(rule[4])))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean covers(Message query, ComparedAnswer peer, ComparedAnswer ours) {
    String type = Type.string(query.getQuestion().getType());
    return rules.stream()
        .anyMatch(
            rule ->
                rule.types().matcher(type).matches()
                    && rule.peer().matcher(peer.beyond(ours)).find()
                    && rule.ours().matcher(ours.beyond(peer)).find());
  }
}
