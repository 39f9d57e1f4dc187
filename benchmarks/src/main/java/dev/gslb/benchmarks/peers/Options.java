package dev.gslb.benchmarks.peers;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to measure, and how long.
 *
 * @param isQuick whether this is a smoke test, whose figures mean nothing
 * @param rounds of each comparison of cost; latencies and starts take about half as many
 * @param seconds of load on one server in one round
 * @param warmUpSeconds of load on a JVM before the first round
 * @param names served, but in the parts that say otherwise
 * @param manyNames served in the parts about a large zone
 */
record Options(
    Set<Part> parts,
    boolean isQuick,
    int rounds,
    double seconds,
    double warmUpSeconds,
    int names,
    int manyNames,
    int serverCpu,
    int loadCpu,
    Path root,
    Path results,
    Optional<Jdk> jdk17,
    Optional<Jdk> jdk25) {
  static final String USAGE =
      """
      usage: benchmarks/peers/run [options] [part ...]
      Parts (all of them if none is named):
      %s
        all          every part
      Options:
        --rounds N        rounds of each comparison (9)
        --seconds S       seconds of load on a server in a round (3)
        --warm-up S       seconds of load on a JVM before the first round (10)
        --names N         names served (10000)
        --many-names N    names of a large zone (1000000)
        --quick           a smoke test of two to four minutes: 1 round, 1 second, small zones
        --server-cpu N    the CPU of the server (0)
        --load-cpu N      the CPU of the load (1)
        --results FOLDER  where the samples go, as lines of JSON (benchmarks/peers/results)
        --no-build        measure what is built already
      Environment: JAVA_HOME_17 and JAVA_HOME_25 name the JDKs; without them they are looked for in
      /usr/lib/jvm and /opt/java. GSLB_JAVA_OPTS is passed on to our server.
      """
          .formatted(Part.descriptions().stripTrailing());

  /** A wrong argument, and what was expected. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private static final double QUICK_WARM_UP_SECONDS = 0.5;
  private static final int QUICK_NAMES = 1_000;
  private static final int QUICK_MANY_NAMES = 100_000;

  static Options parse(List<String> arguments) throws UsageException {
    Reader reader = new Reader();
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      reader.word(words.next(), words);
    }
    return reader.options();
  }

  int fewRounds() {
    return (rounds + 1) / 2;
  }

  private static final class Reader {
    private final Set<Part> parts = EnumSet.noneOf(Part.class);
    private boolean isQuick;
    private int rounds = 9;
    private double seconds = 3;
    private double warmUpSeconds = 10;
    private int names = 10_000;
    private int manyNames = 1_000_000;
    private int serverCpu;
    private int loadCpu = 1;
    private Path root = Path.of("").toAbsolutePath();
    private Optional<Path> results = Optional.empty();
    private Optional<Jdk> jdk17 = Optional.empty();
    private Optional<Jdk> jdk25 = Optional.empty();

    void word(String word, Iterator<String> rest) throws UsageException {
      switch (word) {
        case "--quick" -> {
          isQuick = true;
          rounds = 1;
          seconds = 1;
          warmUpSeconds = QUICK_WARM_UP_SECONDS;
          names = QUICK_NAMES;
          manyNames = QUICK_MANY_NAMES;
        }
        case "--rounds" -> rounds = whole(word, rest);
        case "--seconds" -> seconds = number(word, rest);
        case "--warm-up" -> warmUpSeconds = number(word, rest);
        case "--names" -> names = whole(word, rest);
        case "--many-names" -> manyNames = whole(word, rest);
        case "--server-cpu" -> serverCpu = (int) number(word, rest);
        case "--load-cpu" -> loadCpu = (int) number(word, rest);
        case "--root" -> root = Path.of(value(word, rest)).toAbsolutePath();
        case "--results" -> results = Optional.of(Path.of(value(word, rest)).toAbsolutePath());
        case "--jdk17" -> jdk17 = Optional.of(new Jdk(17, Path.of(value(word, rest))));
        case "--jdk25" -> jdk25 = Optional.of(new Jdk(25, Path.of(value(word, rest))));
        case "all" -> parts.addAll(EnumSet.allOf(Part.class));
        default -> parts.add(Part.named(word));
      }
    }

    Options options() {
      return new Options(
          parts.isEmpty() ? EnumSet.allOf(Part.class) : parts,
          isQuick,
          rounds,
          seconds,
          warmUpSeconds,
          names,
          manyNames,
          serverCpu,
          loadCpu,
          root,
          results.orElse(root.resolve("benchmarks/peers/results")),
          jdk17,
          jdk25);
    }

    private static String value(String option, Iterator<String> rest) throws UsageException {
      if (!rest.hasNext()) {
        throw new UsageException(option + ": a value is missing");
      }
      return rest.next();
    }

    private static int whole(String option, Iterator<String> rest) throws UsageException {
      double number = number(option, rest);
      if (number < 1 || number != Math.rint(number) || number > 1 << 24) {
        throw new UsageException(option + " " + number + " (expected: 1..16777216)");
      }
      return (int) number;
    }

    private static double number(String option, Iterator<String> rest) throws UsageException {
      String text = value(option, rest);
      try {
        double number = Double.parseDouble(text);
        if (number >= 0 && Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new UsageException(option + " " + text + " (expected: a number, not below 0)");
    }
  }
}
