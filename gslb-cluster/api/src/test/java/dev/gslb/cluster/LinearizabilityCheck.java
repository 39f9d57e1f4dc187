package dev.gslb.cluster;

import dev.gslb.cluster.OperationHistory.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/*
 * A history is linearizable if it is so for each key alone (Herlihy and Wing, "Linearizability",
 * 1990, theorem 1: locality), so that each key is searched by itself, see OrderSearch. What locality
 * says of objects that know nothing of each other is too little for a store whose revisions count
 * over all keys: therefore the revisions of all answers must not go back in real time either.
 */
/** Looks for an order of operations that explains all answers of a recorded history. */
public final class LinearizabilityCheck {

  private static final int SHOWN = 12;

  private LinearizabilityCheck() {}

  /**
   * Checks a history of keys that were absent at first.
   *
   * @param history what was recorded
   * @return why it is not linearizable, with the last operations of the shortest beginning that is
   *     not; empty if it is
   */
  public static Optional<String> violation(OperationHistory history) {
    List<Recorded> operations = history.operations();
    Optional<String> backwards = revisionsGoBack(operations);
    if (backwards.isPresent()) {
      return backwards;
    }
    Map<Key, List<Recorded>> byKey =
        operations.stream()
            .collect(Collectors.groupingBy(Recorded::key, TreeMap::new, Collectors.toList()));
    for (Map.Entry<Key, List<Recorded>> each : byKey.entrySet()) {
      if (!new OrderSearch(each.getValue()).finds()) {
        return Optional.of(explain(each.getKey(), each.getValue()));
      }
    }
    return Optional.empty();
  }

  /** What ended before another began must not have seen a later revision. */
  private static Optional<String> revisionsGoBack(List<Recorded> operations) {
    List<Recorded> byEnd =
        operations.stream()
            .filter(operation -> operation.result().isPresent())
            .sorted(Comparator.comparingLong(Recorded::ended))
            .toList();
    List<Recorded> byBegin =
        byEnd.stream().sorted(Comparator.comparingLong(Recorded::begun)).toList();
    int ended = 0;
    Recorded latest = null;
    for (Recorded operation : byBegin) {
      for (; byEnd.get(ended).ended() < operation.begun(); ended++) {
        if (latest == null || revision(byEnd.get(ended)) > revision(latest)) {
          latest = byEnd.get(ended);
        }
      }
      if (latest != null && revision(operation) < revision(latest)) {
        return Optional.of(
            "the revision goes back:\n  "
                + latest.key()
                + ": "
                + latest
                + "\n  "
                + operation.key()
                + ": "
                + operation);
      }
    }
    return Optional.empty();
  }

  private static long revision(Recorded operation) {
    return operation.result().orElseThrow().revision();
  }

  /**
   * A beginning of a linearizable history is linearizable, so that the shortest can be bisected.
   */
  private static String explain(Key key, List<Recorded> operations) {
    List<Long> ends = operations.stream().map(Recorded::ended).sorted().toList();
    int good = -1;
    int bad = ends.size() - 1;
    while (bad - good > 1) {
      int middle = (good + bad) >>> 1;
      if (new OrderSearch(until(ends.get(middle), operations)).finds()) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    List<Recorded> shortest = until(ends.get(bad), operations);
    OrderSearch search = new OrderSearch(shortest);
    search.finds();
    StringBuilder text = new StringBuilder("key " + key + ": no order explains ");
    text.append(shortest.size()).append(" operations, of which these are the last:");
    shortest.stream()
        .skip(Math.max(0, shortest.size() - SHOWN))
        .forEach(operation -> text.append("\n  ").append(operation));
    return text.append("\nthe longest order ends with").append(search.longest()).toString();
  }

  /** What was begun until a moment, and known of it then. */
  private static List<Recorded> until(long moment, List<Recorded> operations) {
    List<Recorded> known = new ArrayList<>();
    for (Recorded each : operations) {
      if (each.ended() <= moment) {
        known.add(each);
      } else if (each.begun() < moment) {
        known.add(
            new Recorded(
                each.client(),
                each.key(),
                each.action(),
                each.begun(),
                OperationHistory.NEVER,
                Optional.empty()));
      }
    }
    known.sort(Comparator.comparingLong(Recorded::begun));
    return known;
  }
}
