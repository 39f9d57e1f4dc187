package dev.gslb.config;

import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong, to be reported at once in the order of files and lines. */
final class Problems {
  private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(\\d{1,9})\\]");

  private final List<Placed> found = new ArrayList<>();

  private record Placed(Place place, Problem problem) {}

  void add(Place place, String value, String expected) {
    found.add(new Placed(place, new Problem(place.toString(), value, expected)));
  }

  void add(Node node, String expected) {
    add(node.place(), node.describe(), expected);
  }

  /** Adds problems that already say where they are, behind those of the same place. */
  void addPlaced(Place near, List<Problem> problems) {
    problems.forEach(problem -> found.add(new Placed(near, problem)));
  }

  /**
   * Adds problems whose places are paths below a node, such as {@code regions[1].countries}, at the
   * deepest node that the path leads to.
   */
  void addBelow(Node node, RefusedException refused) {
    for (Problem problem : refused.problems()) {
      locate(node, problem);
    }
  }

  /** Runs a plugin's check of a section. What it throws is a problem, its own faults too. */
  void addFrom(Node.Section section, Runnable check) {
    try {
      check.run();
    } catch (RefusedException e) {
      addBelow(section, e);
    } catch (RuntimeException e) {
      add(section.place(), e.toString(), "a plugin that can check this");
    }
  }

  private void locate(Node start, Problem problem) {
    String path = problem.place();
    Node node = start;
    Matcher step = STEP.matcher(path);
    int done = 0;
    while (done < path.length() && step.find(done) && step.start() == done) {
      Node next = child(node, step.group(1), step.group(2));
      if (next == null) {
        break;
      }
      node = next;
      done = step.end();
    }
    String rest = path.substring(done);
    if (!rest.isEmpty()) {
      Place place = node.place().missing(rest.replaceFirst("^\\.", ""));
      add(place, problem.value(), problem.expected());
    } else if (node instanceof Node.Scalar) {
      add(node, problem.expected());
    } else {
      add(node.place(), problem.value(), problem.expected());
    }
  }

  private static @Nullable Node child(Node node, @Nullable String key, @Nullable String index) {
    if (node instanceof Node.Section section && key != null) {
      return section.get(key);
    }
    if (node instanceof Node.Items list && index != null) {
      int at = Integer.parseInt(index);
      return at < list.items().size() ? list.items().get(at) : null;
    }
    return null;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws if there is a problem. */
  void refuse() {
    if (!found.isEmpty()) {
      throw new RefusedException(
          found.stream()
              .sorted(Comparator.comparing(Placed::place))
              .map(Placed::problem)
              .distinct()
              .toList());
    }
  }
}
