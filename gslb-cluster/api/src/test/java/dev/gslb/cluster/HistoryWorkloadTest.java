package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HistoryWorkloadTest {
  private static final int CLIENTS = 6;
  private static final int KEYS = 3;

  @Test
  void finish_onTheLocalStore_isLinearizable() throws Exception {
    for (int seed = 1; seed <= 5; seed++) {
      try (StateStore store = LocalStateStore.inMemory()) {
        OperationHistory history = run(seed, store, 400);

        assertThat(history.operations()).hasSizeGreaterThan(400);
        assertThat(LinearizabilityCheck.violation(history)).isEmpty();
      }
    }
  }

  @Test
  void finish_onAStoreThatAnswersFromTheCacheAtTimes_isFoundOut() throws Exception {
    try (StateStore store = LocalStateStore.inMemory()) {
      AtomicInteger calls = new AtomicInteger();
      CompletableFuture<?>[] first = new CompletableFuture<?>[1];
      StateStore stale =
          (StateStore)
              Proxy.newProxyInstance(
                  StateStore.class.getClassLoader(),
                  new Class<?>[] {StateStore.class},
                  (proxy, method, arguments) -> {
                    boolean cached = method.getName().equals("get") && calls.incrementAndGet() > 50;
                    Object answer = method.invoke(store, arguments);
                    if (cached && first[0] == null) {
                      first[0] = (CompletableFuture<?>) answer;
                    }
                    return cached ? first[0] : answer;
                  });

      assertThat(LinearizabilityCheck.violation(run(1, stale, 400))).isPresent();
    }
  }

  private static OperationHistory run(int seed, StateStore store, int answers) throws Exception {
    HistoryWorkload workload = HistoryWorkload.start(seed, CLIENTS, KEYS, client -> store);
    assertThat(workload.awaitAnswers(answers, 30, TimeUnit.SECONDS)).isTrue();
    return workload.finish(store);
  }
}
