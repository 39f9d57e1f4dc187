package dev.gslb.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs whose end was lost, or whose middle is damaged. */
class TornTailTest {
  private static final Key KEY = new Key("a/1");
  private static final int WRITES = 20;

  @TempDir Path directory;
  private TestCluster cluster;
  private String name;
  private Path segment;

  @BeforeEach
  void writeALog() throws Exception {
    cluster = new TestCluster(directory, Map.of());
    name = cluster.named("only");
    RatisBackend node = cluster.start(name, cluster.bootstrap(name));
    for (int i = 1; i <= WRITES; i++) {
      Waiting.await(node.store().commit(Transaction.put(KEY, Value.of("v" + i))));
    }
    Crash.freeze(node, cluster.directory(name), new Random(1));
    cluster.stop(name);
    Crash.thaw(cluster.directory(name));
    try (Stream<Path> files = Files.walk(cluster.directory(name))) {
      segment = files.filter(Crash::isOpenSegment).findFirst().orElseThrow();
    }
  }

  @AfterEach
  void closeCluster() {
    cluster.close();
  }

  @Test
  void open_unforcedEndLost_hasAllThatWasAcknowledged() {
    assertThat(read()).isEqualTo("v" + WRITES);
  }

  @Test
  void open_entryHalfWritten_isCutOff() throws Exception {
    byte[] octets = Files.readAllBytes(segment);
    int end = entriesEnd(octets);
    octets[end] = 40; // an entry of 40 octets, of which ten came
    for (int i = 1; i <= 10; i++) {
      octets[end + i] = (byte) i;
    }
    Files.write(segment, octets);

    assertThat(read()).isEqualTo("v" + WRITES);
  }

  @Test
  void open_damageAmidTheEntries_isRefused() throws Exception {
    byte[] octets = Files.readAllBytes(segment);
    int second = TornTail.afterEntry(octets, TornTail.HEADER_BYTES);
    octets[second + 5] ^= 1;
    Files.write(segment, octets);

    assertThatThrownBy(this::read)
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining(cluster.directory(name) + ", " + cluster.address(name))
        .hasMessageContaining("Log entry corrupted");
  }

  private static int entriesEnd(byte[] octets) {
    int end = TornTail.HEADER_BYTES;
    for (int next = end; next > 0; next = TornTail.afterEntry(octets, end)) {
      end = next;
    }
    return end;
  }

  private String read() {
    RatisBackend node = cluster.start(name, cluster.bootstrap(name));
    return Waiting.await(node.store().get(KEY)).entry().orElseThrow().value().text();
  }
}
