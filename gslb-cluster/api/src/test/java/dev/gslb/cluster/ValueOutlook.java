package dev.gslb.cluster;

import dev.gslb.cluster.OperationHistory.Read;
import dev.gslb.cluster.OperationHistory.Recorded;
import dev.gslb.cluster.OperationHistory.Swap;
import dev.gslb.cluster.OperationHistory.Write;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the operations that are not yet in order need to find, and what they can still write. */
final class ValueOutlook {

  private final Map<Optional<String>, Integer> finders = new HashMap<>();
  private final Map<Optional<String>, Integer> writers = new HashMap<>();
  private final Set<Optional<String>> looked = new HashSet<>();

  ValueOutlook(List<Recorded> operations) {
    for (Recorded each : operations) {
      count(each, 1);
      if (each.action() instanceof Swap swap) {
        looked.add(swap.expected());
      }
      found(each).ifPresent(looked::add);
    }
  }

  /** Whether nobody can tell the value that an operation wrote, if it did, from another. */
  boolean isBlind(Recorded operation) {
    return operation.result().isEmpty()
        && operation.action() instanceof Write write
        && !looked.contains(write.value());
  }

  void ordered(Recorded operation) {
    count(operation, -1);
  }

  void unordered(Recorded operation) {
    count(operation, 1);
  }

  /** Whether a value that an operation replaces is missed by one that must find it later. */
  boolean isMissedAfter(Recorded operation, Optional<String> value) {
    boolean itself = found(operation).map(value::equals).orElse(false);
    int left = finders.getOrDefault(value, 0) - (itself ? 1 : 0);
    return left > 0 && writers.getOrDefault(value, 0) == 0;
  }

  private void count(Recorded operation, int by) {
    found(operation).ifPresent(value -> finders.merge(value, by, Integer::sum));
    written(operation).ifPresent(value -> writers.merge(value, by, Integer::sum));
  }

  private static Optional<Optional<String>> found(Recorded operation) {
    if (operation.result().isEmpty()) {
      return Optional.empty();
    }
    if (operation.action() instanceof Read) {
      return Optional.of(operation.result().get().value());
    }
    return operation.action() instanceof Swap swap && operation.result().get().applied()
        ? Optional.of(swap.expected())
        : Optional.empty();
  }

  private static Optional<Optional<String>> written(Recorded operation) {
    if (operation.action() instanceof Write write) {
      return Optional.of(write.value());
    }
    boolean applied = operation.result().map(OperationHistory.Result::applied).orElse(true);
    return operation.action() instanceof Swap swap && applied
        ? Optional.of(swap.value())
        : Optional.empty();
  }
}
