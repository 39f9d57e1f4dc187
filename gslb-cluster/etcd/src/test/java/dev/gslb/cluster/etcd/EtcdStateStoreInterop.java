package dev.gslb.cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreContractTest;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of state stores, with one etcd for all tests and a prefix for each. */
class EtcdStateStoreInterop extends StateStoreContractTest {
  @TempDir static Path directory;

  private static EtcdServer server;
  private static int prefixes;

  private @Nullable EtcdConnection connection;

  @BeforeAll
  static void startServer() {
    server = new EtcdServer(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected StateStore openEmpty() {
    EtcdSettings settings =
        TestSettings.of(server.endpoint(), Map.of("prefix", "/" + ++prefixes + "/"));
    EtcdConnection made = EtcdConnection.open(settings);
    connection = made;
    return new EtcdStore(made, new EtcdKeys(settings.prefix()));
  }

  @AfterEach
  void closeConnection() {
    store.close();
    opened().close();
  }

  private EtcdConnection opened() {
    return Objects.requireNonNull(connection);
  }

  @Override
  protected void forgetHistory() throws Exception {
    long revision = await(store.list("", Optional.empty(), 1)).revision();
    CompactionRequest request = CompactionRequest.newBuilder().setRevision(revision).build();
    await(opened().calls().write(KVGrpc.getCompactMethod(), request, opened().executor()));
  }

  @Test
  void commit_asMuchAsATransactionMayHave_isApplied() throws Exception {
    List<Condition> conditions = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < Transaction.MAX_STEPS / 2; i++) {
      Key key = new Key("%03d".formatted(i) + "k".repeat(Key.MAX_BYTES - 3));
      conditions.add(Condition.absent(key));
      changes.add(new Change.Put(key, Value.of("v")));
    }
    int room = Transaction.MAX_BYTES - changes.size() * (2 * Key.MAX_BYTES + 1);
    Change.Put large = (Change.Put) changes.remove(0);
    byte[] most = new byte[Math.min(room, Value.MAX_BYTES)];
    changes.add(new Change.Put(large.key(), Value.of(most)));
    Change.Put second = (Change.Put) changes.remove(0);
    byte[] rest = new byte[room - most.length];
    changes.add(new Change.Put(second.key(), Value.of(rest)));

    assertThat(await(store.commit(new Transaction(conditions, changes))).applied()).isTrue();
    assertThat(await(store.get(large.key())).entry().orElseThrow().value())
        .isEqualTo(Value.of(most));
  }
}
