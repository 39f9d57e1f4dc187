package dev.gslb.zone;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A change that was refused whole, with every problem found in it. What was served before goes on
 * being served.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Refuses for several reasons.
   *
   * @param problems at least one
   */
  public RefusedException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining(System.lineSeparator())));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems: none (expected: at least one)");
    }
    this.problems = List.copyOf(problems);
  }

  /**
   * Refuses for one reason.
   *
   * @param place where the problem is
   * @param value what stands there
   * @param expected the rule that it breaks
   */
  public RefusedException(String place, String value, String expected) {
    this(List.of(new Problem(place, value, expected)));
  }

  /**
   * Returns what is wrong, in the order found.
   *
   * @return at least one problem
   */
  public List<Problem> problems() {
    return problems;
  }
}
