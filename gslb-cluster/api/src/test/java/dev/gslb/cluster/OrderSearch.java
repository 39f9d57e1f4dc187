package dev.gslb.cluster;

import dev.gslb.cluster.OperationHistory.Read;
import dev.gslb.cluster.OperationHistory.Recorded;
import dev.gslb.cluster.OperationHistory.Swap;
import dev.gslb.cluster.OperationHistory.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Depth-first search for an order of one key's operations (Wing and Gong, "Testing and Verifying
 * Concurrent Objects", 1993), which never enters the same configuration twice (Lowe, "Testing for
 * Linearizability", 2017): the set of the operations ordered so far, and the value after them.
 *
 * Begins and ends stand in a list in the order of time. An operation can be the next one if its
 * begin stands before the first end in the list; when it is taken, both leave the list. At an end,
 * nothing more can be next, and the last choice is taken back.
 *
 * Operations of unknown outcome have no end: they can come at any later time, or not at all. A read,
 * or a swap that was not applied, is never taken back alone: where it fits, it can stand without
 * loss. Writes of unknown outcome that nobody noticed are all alike, so that the oldest goes first.
 * As values are written once, none may be replaced before all who found it had their turn.
 */
/** Searches an order of the operations of one key that explains their answers. */
final class OrderSearch {

  private static final int SHOWN = 8;
  private static final Optional<String> BLIND = Optional.of("what nobody read");

  private final Node head = new Node(-1, null, false);
  private final Deque<Choice> chosen = new ArrayDeque<>();
  private final Set<Configuration> seen = new HashSet<>();
  private final BitSet ordered = new BitSet();
  private final ValueOutlook outlook;
  private final List<Node> blind = new ArrayList<>(); // in the order of their begins
  private List<Choice> longest = List.of(); // its last choices, the latest first
  private int longestSize;
  private Optional<String> value = Optional.empty();
  private int unanswered;
  private int blindOrdered;

  /** A begin or an end in the list. */
  private static final class Node {
    private final int ordinal;
    private final @Nullable Recorded operation;
    private final boolean begins;
    private @Nullable Node end; // of a begin
    private @Nullable Node before;
    private @Nullable Node next;

    private Node(int ordinal, @Nullable Recorded operation, boolean begins) {
      this.ordinal = ordinal;
      this.operation = operation;
      this.begins = begins;
    }

    private void takeOut() {
      if (before != null) {
        before.next = next;
      }
      if (next != null) {
        next.before = before;
      }
    }

    private void putBack() {
      if (before != null) {
        before.next = this;
      }
      if (next != null) {
        next.before = this;
      }
    }
  }

  private record Choice(Node begin, Optional<String> before, Optional<String> after) {
    boolean isLook() {
      Recorded operation = operation(begin);
      return operation.action() instanceof Read
          || !operation.result().map(OperationHistory.Result::applied).orElse(true);
    }
  }

  private record Configuration(BitSet ordered, Optional<String> value) {}

  private record Moment(long time, Node node) {}

  OrderSearch(List<Recorded> operations) {
    List<Moment> moments = new ArrayList<>();
    int ordinal = 0;
    outlook = new ValueOutlook(operations);
    for (Recorded operation : operations) {
      Node begin = new Node(ordinal, operation, true);
      moments.add(new Moment(operation.begun(), begin));
      if (operation.result().isPresent()) {
        begin.end = new Node(ordinal, operation, false);
        moments.add(new Moment(operation.ended(), begin.end));
        unanswered++;
      } else if (outlook.isBlind(operation)) {
        blind.add(begin);
      }
      ordinal++;
    }
    blind.sort(Comparator.comparingLong(begin -> operation(begin).begun()));
    moments.sort(Comparator.comparingLong(Moment::time));
    Node last = head;
    for (Moment moment : moments) {
      last.next = moment.node();
      moment.node().before = last;
      last = moment.node();
    }
  }

  boolean finds() {
    Node node = head.next;
    while (unanswered > 0) {
      if (node != null && node.begins) {
        node = take(node) ? head.next : node.next;
      } else {
        Choice undone = takeBack();
        if (undone == null) {
          return false;
        }
        node = undone.begin().next;
      }
    }
    return true;
  }

  private boolean take(Node begin) {
    Recorded operation = operation(begin);
    Optional<String> after = after(operation);
    if (!fits(operation) || isVain(begin, after)) {
      return false;
    }
    ordered.set(begin.ordinal);
    if (!seen.add(new Configuration((BitSet) ordered.clone(), after))) {
      ordered.clear(begin.ordinal);
      return false;
    }
    chosen.push(new Choice(begin, value, after));
    value = after;
    outlook.ordered(operation);
    blindOrdered += isBlind(begin) ? 1 : 0;
    begin.takeOut();
    if (begin.end != null) {
      begin.end.takeOut();
      unanswered--;
    }
    if (chosen.size() > longestSize) {
      longestSize = chosen.size();
      longest = chosen.stream().limit(SHOWN).toList();
    }
    return true;
  }

  /** Takes back the last choice that has alternatives, and all since; null if there is none. */
  private @Nullable Choice takeBack() {
    while (!chosen.isEmpty()) {
      Choice choice = chosen.pop();
      Node begin = choice.begin();
      if (begin.end != null) {
        begin.end.putBack();
        unanswered++;
      }
      begin.putBack();
      ordered.clear(begin.ordinal);
      outlook.unordered(operation(begin));
      blindOrdered -= isBlind(begin) ? 1 : 0;
      value = choice.before();
      if (!choice.isLook()) {
        return choice;
      }
    }
    return null;
  }

  /** Whether nothing can come of it, or nothing that would not come of another choice. */
  private boolean isVain(Node begin, Optional<String> after) {
    if (isBlind(begin) && !begin.equals(blind.get(blindOrdered))) {
      return true;
    }
    return after.equals(value) ? begin.end == null : outlook.isMissedAfter(operation(begin), value);
  }

  private boolean isBlind(Node begin) {
    return begin.end == null && outlook.isBlind(operation(begin));
  }

  /** Whether the answer is what an operation that comes now is told. */
  private boolean fits(Recorded operation) {
    if (operation.result().isEmpty()) {
      return true;
    }
    OperationHistory.Result result = operation.result().get();
    if (operation.action() instanceof Swap swap) {
      return result.applied() == swap.expected().equals(value);
    }
    return operation.action() instanceof Write || result.value().equals(value);
  }

  /** The value after an operation that comes now. */
  private Optional<String> after(Recorded operation) {
    if (operation.action() instanceof Write write) {
      return outlook.isBlind(operation) ? BLIND : write.value();
    }
    return operation.action() instanceof Swap swap && swap.expected().equals(value)
        ? swap.value()
        : value;
  }

  private static Recorded operation(Node node) {
    if (node.operation == null) {
      throw new IllegalStateException("the head is no operation");
    }
    return node.operation;
  }

  /** The last operations of the longest order that was found, and the value after them. */
  String longest() {
    StringBuilder text = new StringBuilder();
    for (int i = longest.size() - 1; i >= 0; i--) {
      text.append("\n  ").append(operation(longest.get(i).begin()));
    }
    Optional<String> last = longest.isEmpty() ? Optional.empty() : longest.get(0).after();
    return text.append("\nwhich leaves ")
        .append(Recorded.text(last))
        .append("; whatever comes next contradicts an answer")
        .toString();
  }
}
