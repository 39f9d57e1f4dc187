package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed again and again while it takes updates. {@code -Dgslb.kills} sets how
 * often.
 */
final class UpdateCrashTest {
  private static final int KILLS = Integer.getInteger("gslb.kills", 3);
  private static final int NAMES = 200;

  /** Updates between two kills. */
  private static final int MOST_UPDATES = 60;

  @TempDir private Path folder;

  @Test
  void killedDuringAStreamOfUpdates_losesNoneThatWasAcknowledged() throws Exception {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        overwatch: {data_dir: "%s"}
        metrics: {enabled: false}
        zones:
          - name: dyn.example
            dynamic: true
            updates: [{network: 127.0.0.0/8}]
        """
            .formatted(folder.resolve("kept")));
    Random random = new Random(11);
    AtomicInteger numbers = new AtomicInteger();
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    Map<String, Integer> begun = new ConcurrentHashMap<>();
    long serial = 0;
    for (int kill = 0; kill <= KILLS; kill++) {
      try (ServeProcess process = ServeProcess.start(file)) {
        InetSocketAddress server = process.awaitAddress();
        check(server, acknowledged, begun);
        long now = DynamicZoneTest.serial(server);
        assertThat(now).isGreaterThanOrEqualTo(serial);
        AtomicInteger left = new AtomicInteger(1 + random.nextInt(MOST_UPDATES));
        CompletableFuture<Void> stream =
            CompletableFuture.runAsync(
                () -> send(server, numbers, acknowledged, begun, left, process));
        stream.get(120, TimeUnit.SECONDS);
        serial = now;
      }
    }
    assertThat(acknowledged).isNotEmpty();
  }

  /** Sends updates one after the other, and kills the server while it has one of them. */
  private static void send(
      InetSocketAddress server,
      AtomicInteger numbers,
      Map<String, Integer> acknowledged,
      Map<String, Integer> begun,
      AtomicInteger left,
      ServeProcess process) {
    CompletableFuture<Void> killer = new CompletableFuture<>();
    try {
      while (true) {
        int number = numbers.incrementAndGet();
        String owner = "h" + number % NAMES;
        begun.put(owner, number);
        if (left.decrementAndGet() == 0) {
          killer = CompletableFuture.runAsync(process::close);
        }
        String address = "10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256;
        if (!DynamicZoneTest.update(server, owner, address).equals("NOERROR")) {
          return;
        }
        acknowledged.put(owner, number);
      }
    } catch (IOException e) {
      killer.join(); // the answer to the last one is missing, as it should
    }
  }

  private static void check(
      InetSocketAddress server, Map<String, Integer> acknowledged, Map<String, Integer> begun)
      throws IOException {
    for (Map.Entry<String, Integer> one : new TreeMap<>(acknowledged).entrySet()) {
      String owner = one.getKey();
      assertThat(DynamicZoneTest.addresses(server, owner)).as(owner).hasSize(1);
      String[] parts = DynamicZoneTest.addresses(server, owner).get(0).split("\\.", -1);
      int found =
          Integer.parseInt(parts[1]) * 65_536
              + Integer.parseInt(parts[2]) * 256
              + Integer.parseInt(parts[3]);
      assertThat(found).as(owner).isBetween(one.getValue(), begun.getOrDefault(owner, 0));
    }
  }
}
