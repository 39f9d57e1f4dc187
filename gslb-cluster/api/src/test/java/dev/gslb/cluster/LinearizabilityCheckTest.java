package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.OperationHistory.Action;
import dev.gslb.cluster.OperationHistory.Pending;
import dev.gslb.cluster.OperationHistory.Read;
import dev.gslb.cluster.OperationHistory.Result;
import dev.gslb.cluster.OperationHistory.Swap;
import dev.gslb.cluster.OperationHistory.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckTest {
  private static final Key KEY = new Key("k");

  private final OperationHistory history = new OperationHistory();
  private long revision;

  @Test
  void violation_oneAfterTheOther_isNone() {
    wrote(begin(write("a")));
    read(begin(new Read()), "a");
    swapped(begin(swap("a", "b")), true);
    swapped(begin(swap("a", "c")), false);
    read(begin(new Read()), "b");
    wrote(begin(new Write(Optional.empty())));
    read(begin(new Read()));

    assertThat(LinearizabilityCheck.violation(history)).isEmpty();
  }

  @Test
  void violation_staleRead_isExplained() {
    wrote(begin(write("a")));
    wrote(begin(write("b")));
    read(begin(new Read()), "a");
    read(begin(new Read()), "b");

    assertThat(LinearizabilityCheck.violation(history))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("key k: no order explains 3 operations")
                    .contains("client 0 [5..6] read -> a")
                    .contains("which leaves a; whatever comes next contradicts an answer")
                    .doesNotContain("read -> b"));
  }

  @Test
  void violation_lostAcknowledgedWrite_isFound() {
    wrote(begin(write("a")));
    read(begin(new Read()));

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_concurrentWrites_mayComeInEitherOrder() {
    Pending a = begin(write("a"));
    Pending b = begin(write("b"));
    wrote(b);
    wrote(a);
    read(begin(new Read()), "b");

    assertThat(LinearizabilityCheck.violation(history)).isEmpty();
  }

  @Test
  void violation_concurrentWritesSeenInBothOrders_isFound() {
    Pending a = begin(write("a"));
    Pending b = begin(write("b"));
    wrote(b);
    wrote(a);
    read(begin(new Read()), "b");
    read(begin(new Read()), "a");

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_readsGoBackWhileAWriteIsUnderWay_isFound() {
    wrote(begin(write("a")));
    Pending b = begin(write("b"));
    read(begin(new Read()), "b");
    read(begin(new Read()), "a");
    wrote(b);

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_unknownWrite_mayComeLateOrNever() {
    wrote(begin(write("a")));
    begin(write("b")).unknown();
    begin(write("never")).unknown();
    read(begin(new Read()), "a");
    read(begin(new Read()), "b");
    read(begin(new Read()), "b");

    assertThat(LinearizabilityCheck.violation(history)).isEmpty();
  }

  @Test
  void violation_unknownWriteThatComesTwice_isFound() {
    begin(write("a")).unknown();
    read(begin(new Read()), "a");
    wrote(begin(write("b")));
    read(begin(new Read()), "a");

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_unknownWriteNobodyRead_mayMakeASwapMiss() {
    wrote(begin(write("a")));
    begin(write("b")).unknown();
    swapped(begin(swap("a", "c")), false);

    assertThat(LinearizabilityCheck.violation(history)).isEmpty();
  }

  @Test
  void violation_swapMissesWhatWasThere_isFound() {
    wrote(begin(write("a")));
    swapped(begin(swap("a", "c")), false);

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_twoSwapsOfOneValue_isFound() {
    wrote(begin(write("a")));
    Pending first = begin(swap("a", "b"));
    Pending second = begin(swap("a", "c"));
    swapped(first, true);
    swapped(second, true);

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_unknownSwapOfWhatIsGone_neverComes() {
    wrote(begin(write("a")));
    wrote(begin(write("b")));
    begin(swap("a", "c")).unknown();
    read(begin(new Read()), "c");

    assertThat(LinearizabilityCheck.violation(history)).isPresent();
  }

  @Test
  void violation_deleteUnderWayWhileNothingIsThere_mayComeLater() {
    Pending delete = begin(new Write(Optional.empty()));
    wrote(begin(write("a")));
    wrote(delete);
    read(begin(new Read()));

    assertThat(LinearizabilityCheck.violation(history)).isEmpty();
  }

  @Test
  void violation_keysAreIndependentButForRevisions() {
    Pending other = history.begin(1, new Key("other"), new Read());
    wrote(begin(write("a")));
    other.answered(new Result(true, Optional.empty(), revision));
    assertThat(LinearizabilityCheck.violation(history)).isEmpty();

    history
        .begin(1, new Key("other"), new Read())
        .answered(new Result(true, Optional.empty(), revision - 1));
    assertThat(LinearizabilityCheck.violation(history))
        .hasValueSatisfying(why -> assertThat(why).startsWith("the revision goes back"));
  }

  /**
   * A register behind a lock is linearizable, whoever interleaves; with one answer forged it is
   * not.
   */
  @Test
  void violation_randomInterleavings_findsTheForgedAnswersOnly() {
    for (int seed = 0; seed < 200; seed++) {
      assertThat(LinearizabilityCheck.violation(interleaved(seed, false))).isEmpty();
      assertThat(LinearizabilityCheck.violation(interleaved(seed, true))).isPresent();
    }
  }

  private static OperationHistory interleaved(int seed, boolean forged) {
    Random random = new Random(seed);
    OperationHistory made = new OperationHistory();
    List<Runnable> ends = new ArrayList<>();
    List<Optional<String>> register = new ArrayList<>(List.of(Optional.empty()));
    for (int i = 0; i < 300; i++) {
      int kind = random.nextInt(10);
      Optional<String> now = register.get(register.size() - 1);
      Optional<String> next = Optional.of("v" + i);
      Optional<String> expected =
          random.nextBoolean() ? now : register.get(random.nextInt(register.size()));
      Action action = kind < 4 ? new Read() : kind < 7 ? new Write(next) : new Swap(expected, next);
      Pending pending = made.begin(i % 8, KEY, action);
      boolean applies = !(action instanceof Swap) || expected.equals(now);
      boolean unknown = random.nextInt(20) == 0;
      boolean takesEffect = applies && !(unknown && random.nextBoolean());
      if (takesEffect && !(action instanceof Read)) {
        register.add(next);
      }
      Optional<String> found = action instanceof Read ? now : Optional.empty();
      ends.add(unknown ? pending::unknown : () -> pending.answered(new Result(applies, found, 1)));
      while (ends.size() > random.nextInt(8)) {
        ends.remove(random.nextInt(ends.size())).run();
      }
    }
    ends.forEach(Runnable::run);
    Optional<String> last = forged ? Optional.of("forged") : register.get(register.size() - 1);
    made.begin(0, KEY, new Read()).answered(new Result(true, last, 1));
    return made;
  }

  private Pending begin(Action action) {
    return history.begin(0, KEY, action);
  }

  private void wrote(Pending pending) {
    pending.answered(new Result(true, Optional.empty(), ++revision));
  }

  private void swapped(Pending pending, boolean applied) {
    pending.answered(new Result(applied, Optional.empty(), applied ? ++revision : revision));
  }

  private void read(Pending pending, String... value) {
    pending.answered(new Result(true, Stream.of(value).findFirst(), revision));
  }

  private static Write write(String value) {
    return new Write(Optional.of(value));
  }

  private static Swap swap(String expected, String value) {
    return new Swap(Optional.of(expected), Optional.of(value));
  }
}
