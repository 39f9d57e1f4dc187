package dev.gslb.cluster;

class InMemoryStateStoreTest extends StateStoreContractTest {

  private static final int HISTORY_STEPS = 300;

  @Override
  protected StateStore openEmpty() {
    return LocalStateStore.start(EntrySource.memory(), HISTORY_STEPS, System::nanoTime);
  }

  @Override
  protected void forgetHistory() throws Exception {
    for (int i = 0; i <= HISTORY_STEPS; i++) {
      await(store.commit(Transaction.put(new Key("filler/" + i % 10), Value.of("x"))));
    }
  }
}
