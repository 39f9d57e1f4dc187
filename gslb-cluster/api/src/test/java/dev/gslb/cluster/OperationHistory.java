package dev.gslb.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What concurrent clients asked of a store, and what they were told. The order of begins and ends
 * is that of one counter, so that an operation which ended before another began has the lower
 * number. Safe for any thread.
 */
public final class OperationHistory {

  /** The end of an operation that may take effect at any later time. */
  static final long NEVER = Long.MAX_VALUE;

  private final AtomicLong clock = new AtomicLong();
  private final List<Recorded> recorded = Collections.synchronizedList(new ArrayList<>());

  /** Makes an empty history. */
  public OperationHistory() {}

  /** What was asked of one key. Values are text, and each is written once only. */
  public sealed interface Action {}

  /** Asks for the value. */
  public record Read() implements Action {}

  /**
   * Sets the value, whatever it was.
   *
   * @param value the new one; empty to delete the key
   */
  public record Write(Optional<String> value) implements Action {}

  /**
   * Sets the value, if it is the expected one.
   *
   * @param expected what must be there
   * @param value the new one; empty to delete the key
   */
  public record Swap(Optional<String> expected, Optional<String> value) implements Action {}

  /**
   * What was told.
   *
   * @param applied whether a swap found what it expected; true for others
   * @param value what a read found; empty for others
   * @param revision of the store, as the answer had it
   */
  public record Result(boolean applied, Optional<String> value, long revision) {}

  /**
   * An operation.
   *
   * @param client who asked
   * @param key what was asked for
   * @param action what was asked
   * @param begun before it was sent
   * @param ended after the answer came; {@link #NEVER} without one
   * @param result the answer; empty if the outcome is unknown
   */
  public record Recorded(
      int client, Key key, Action action, long begun, long ended, Optional<Result> result) {

    @Override
    public String toString() {
      String time = begun + ".." + (ended == NEVER ? "" : ended);
      return "client " + client + " [" + time + "] " + text(action) + " -> " + answer();
    }

    private String answer() {
      if (result.isEmpty()) {
        return "unknown";
      }
      String revision = " at revision " + result.get().revision();
      if (action instanceof Read) {
        return text(result.get().value()) + revision;
      }
      return (result.get().applied() ? "applied" : "not applied") + revision;
    }

    private static String text(Action action) {
      if (action instanceof Write write) {
        return "write " + text(write.value());
      }
      return action instanceof Swap swap
          ? "swap " + text(swap.expected()) + " for " + text(swap.value())
          : "read";
    }

    static String text(Optional<String> value) {
      return value.orElse("nothing");
    }
  }

  /** An operation under way: exactly one of its ends is called, once. */
  public final class Pending {
    private final int client;
    private final Key key;
    private final Action action;
    private final long begun = clock.incrementAndGet();

    private Pending(int client, Key key, Action action) {
      this.client = client;
      this.key = key;
      this.action = action;
    }

    /**
     * Records the answer.
     *
     * @param result what was told
     */
    public void answered(Result result) {
      add(clock.incrementAndGet(), Optional.of(result));
    }

    /** Records that it may or may not take effect, now or later. */
    public void unknown() {
      if (!(action instanceof Read)) {
        add(NEVER, Optional.empty());
      }
    }

    private void add(long ended, Optional<Result> result) {
      recorded.add(new Recorded(client, key, action, begun, ended, result));
    }
  }

  /**
   * Begins an operation, before it is sent. One that certainly had no effect needs no end.
   *
   * @param client who asks
   * @param key what is asked for
   * @param action what is asked
   * @return to record the end
   */
  public Pending begin(int client, Key key, Action action) {
    return new Pending(client, key, action);
  }

  /**
   * Returns what was recorded.
   *
   * @return a copy, in the order of the ends as they were recorded
   */
  public List<Recorded> operations() {
    synchronized (recorded) {
      return List.copyOf(recorded);
    }
  }
}
