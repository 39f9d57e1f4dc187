package dev.gslb.cluster;

import dev.gslb.cluster.OperationHistory.Action;
import dev.gslb.cluster.OperationHistory.Pending;
import dev.gslb.cluster.OperationHistory.Read;
import dev.gslb.cluster.OperationHistory.Result;
import dev.gslb.cluster.OperationHistory.Swap;
import dev.gslb.cluster.OperationHistory.Write;
import dev.gslb.cluster.StateStoreException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/**
 * Clients that read, write, swap and delete a few keys at random while something happens to the
 * stores, and the history of it. The choices of each client come from the seed; how they interleave
 * does not. Confined to one thread but for the clients' own.
 */
public final class HistoryWorkload {

  private static final long ANSWER_SECONDS = 10;
  private static final long END_SECONDS = 60;
  private static final int MOST_PAUSE_MICROS = 2_000;

  private final int keys;
  private final IntFunction<StateStore> stores;
  private final OperationHistory history = new OperationHistory();
  private final Semaphore answers = new Semaphore(0);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Thread> clients = new ArrayList<>();

  private HistoryWorkload(int keys, IntFunction<StateStore> stores) {
    this.keys = keys;
    this.stores = stores;
  }

  /**
   * Starts the clients.
   *
   * @param seed of their choices
   * @param clients how many, each with a thread
   * @param keys how many, all absent so far: {@code history/0} and so on
   * @param stores asked for the store of a client before each operation; any thread
   * @return the running workload
   */
  public static HistoryWorkload start(
      long seed, int clients, int keys, IntFunction<StateStore> stores) {
    HistoryWorkload workload = new HistoryWorkload(keys, stores);
    for (int i = 0; i < clients; i++) {
      Client client = workload.new Client(i, new Random(seed * 31 + i));
      Thread thread = new Thread(client::run, "history-client-" + i);
      thread.setDaemon(true);
      workload.clients.add(thread);
    }
    workload.clients.forEach(Thread::start);
    return workload;
  }

  /**
   * Waits until the clients got more answers; those without are not counted.
   *
   * @param count how many, since the last such call
   * @param timeout how long to wait
   * @param unit of the timeout
   * @return false if the time was too short
   * @throws InterruptedException if the caller is interrupted
   */
  public boolean awaitAnswers(int count, long timeout, TimeUnit unit) throws InterruptedException {
    return answers.tryAcquire(count, timeout, unit);
  }

  /**
   * Stops the clients, then reads every key through a store that must answer by now.
   *
   * @param store to read from
   * @return what happened, for {@link LinearizabilityCheck}
   * @throws Exception if a client does not end or a last read fails
   */
  public OperationHistory finish(StateStore store) throws Exception {
    stopping.countDown();
    for (Thread client : clients) {
      client.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      if (client.isAlive()) {
        throw new AssertionError(client.getName() + " does not end");
      }
    }
    for (int i = 0; i < keys; i++) {
      Key key = key(i);
      Pending pending = history.begin(clients.size(), key, new Read());
      pending.answered(found(last(store, key)));
    }
    return history;
  }

  /** The last fault is over, and yet a store may need some time. */
  private static Lookup last(StateStore store, Key key) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    while (true) {
      try {
        return store.get(key).get(END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  private static Key key(int ordinal) {
    return new Key("history/" + ordinal);
  }

  private static Result found(Lookup lookup) {
    Optional<String> value = lookup.entry().map(entry -> entry.value().text());
    return new Result(true, value, lookup.revision());
  }

  /** One client, on its own thread. */
  private final class Client {
    private final int ordinal;
    private final Random random;
    private final Map<Key, Optional<Entry>> lastSeen = new HashMap<>();
    private int writes;

    private Client(int ordinal, Random random) {
      this.ordinal = ordinal;
      this.random = random;
    }

    private void run() {
      try {
        while (!stopping.await(random.nextInt(MOST_PAUSE_MICROS), TimeUnit.MICROSECONDS)) {
          act(key(random.nextInt(keys)));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void act(Key key) throws InterruptedException {
      int kind = random.nextInt(20);
      Optional<Entry> seen = lastSeen.get(key);
      if (kind < 9) {
        read(key);
      } else if (kind < 14 || seen == null) {
        write(key, new Write(Optional.of(fresh())), List.of());
      } else if (kind < 15) {
        write(key, new Write(Optional.empty()), List.of());
      } else {
        Optional<String> expected = seen.map(entry -> entry.value().text());
        Condition condition = seen.map(Condition::unchanged).orElse(Condition.absent(key));
        write(key, new Swap(expected, Optional.of(fresh())), List.of(condition));
      }
    }

    private String fresh() {
      return ordinal + "." + ++writes;
    }

    private void read(Key key) throws InterruptedException {
      Pending pending = history.begin(ordinal, key, new Read());
      Optional<Lookup> answer = answer(pending, stores.apply(ordinal).get(key));
      if (answer.isPresent()) {
        lastSeen.put(key, answer.get().entry());
        pending.answered(found(answer.get()));
        answers.release();
      }
    }

    private void write(Key key, Action action, List<Condition> conditions)
        throws InterruptedException {
      Optional<String> value =
          action instanceof Write write ? write.value() : ((Swap) action).value();
      Optional<Change> put = value.map(text -> new Change.Put(key, Value.of(text)));
      Transaction transaction =
          new Transaction(conditions, List.of(put.orElse(new Change.Delete(key))));
      Pending pending = history.begin(ordinal, key, action);
      Optional<Outcome> answer = answer(pending, stores.apply(ordinal).commit(transaction));
      if (answer.isPresent()) {
        Outcome outcome = answer.get();
        pending.answered(new Result(outcome.applied(), Optional.empty(), outcome.revision()));
        answers.release();
      }
    }

    /** Waits for an answer; if there is none, the operation has its end. */
    private <T> Optional<T> answer(Pending pending, CompletableFuture<T> future)
        throws InterruptedException {
      try {
        return Optional.of(future.get(ANSWER_SECONDS, TimeUnit.SECONDS));
      } catch (TimeoutException e) {
        pending.unknown();
      } catch (ExecutionException e) {
        boolean without =
            e.getCause() instanceof StateStoreException reason
                && reason.reason() == Reason.UNAVAILABLE;
        if (!without) {
          pending.unknown();
        }
      }
      return Optional.empty();
    }
  }
}
