package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gslb.config.AnycastConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address that comes and goes with the server; here a file stands for it. */
final class AnycastAddressTest {
  private static final long NEVER = TimeUnit.DAYS.toMillis(1);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("address");
  }

  private AnycastConfig config(List<String> add, List<String> check) throws IOException {
    return new AnycastConfig(
        InetAddress.getByName("192.0.2.53"), add, List.of("rm", file().toString()), check);
  }

  private List<String> touch() {
    return List.of("touch", file().toString());
  }

  private List<String> exists() {
    return List.of("test", "-e", file().toString());
  }

  @Test
  void take_thenClose_comesAndGoes() throws Exception {
    AnycastAddress address = AnycastAddress.take(config(touch(), exists()));
    assertThat(file()).exists();
    address.close();
    assertThat(file()).doesNotExist();
  }

  @Test
  void renew_lostAddress_takesItAgain() throws Exception {
    try (AnycastAddress address = AnycastAddress.take(config(touch(), exists()))) {
      Files.delete(file());
      address.renew();
      assertThat(file()).exists();
    }
  }

  /** A check that fails while the server stops is no reason to take the address again. */
  @Test
  void close_whileACheckFails_leavesTheAddressGone() throws Exception {
    String once = "test -e armed || exit 0; touch begun; cat gate > gone; exit 1";
    AnycastAddress address =
        AnycastAddress.take(config(touch(), shell(once)), NEVER, HostCommand::run);
    fifo("gate");
    Files.createFile(folder.resolve("armed"));
    CompletableFuture<Void> renewal = CompletableFuture.runAsync(address::renew);
    await().until(() -> Files.exists(folder.resolve("begun")));
    address.close();
    Files.writeString(folder.resolve("gate"), "on");
    renewal.get(30, TimeUnit.SECONDS);

    assertThat(file()).doesNotExist();
  }

  /** An address that is being taken again is given back only when it is there. */
  @Test
  void close_whileTheAddressIsTakenAgain_leavesItGone() throws Exception {
    String add = "if test -e armed; then touch begun; cat gate > gone; fi; touch address";
    AnycastAddress address = AnycastAddress.take(config(shell(add), exists()), 1, HostCommand::run);
    fifo("gate");
    Files.createFile(folder.resolve("armed"));
    Files.delete(file());
    await().until(() -> Files.exists(folder.resolve("begun")));
    CompletableFuture<Void> closing = CompletableFuture.runAsync(address::close);
    Files.writeString(folder.resolve("gate"), "on");
    closing.get(60, TimeUnit.SECONDS);

    assertThat(file()).doesNotExist();
  }

  @Test
  void close_threadInterrupted_givesTheAddressBackAndStaysInterrupted() throws Exception {
    AnycastAddress address = AnycastAddress.take(config(touch(), exists()));
    Thread.currentThread().interrupt();
    address.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file()).doesNotExist();
  }

  @Test
  void renew_interrupted_endsTheCommandItBegan() throws Exception {
    Path gate = folder.resolve("gate");
    String check = "test -e armed || exit 0; touch begun; exec cat " + gate;
    AnycastAddress address =
        AnycastAddress.take(config(touch(), shell(check)), NEVER, HostCommand::run);
    fifo("gate");
    Files.createFile(folder.resolve("armed"));
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread renewal =
        new Thread(
            () -> {
              address.renew();
              interrupted.complete(Thread.interrupted());
            });
    renewal.start();
    await().until(() -> Files.exists(folder.resolve("begun")));
    renewal.interrupt();

    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .noneMatch(process -> process.info().commandLine().orElse("").contains(gate.toString()));
    address.close();
  }

  /** A check that threw out of the schedule would never come again. */
  @Test
  void renew_checkThrows_comesAgain() throws Exception {
    AtomicInteger faults = new AtomicInteger();
    AnycastAddress.Commands faulty =
        words -> {
          if (words.equals(exists()) && faults.getAndDecrement() > 0) {
            throw new IllegalStateException("not now");
          }
          HostCommand.run(words);
        };
    try (AnycastAddress address = AnycastAddress.take(config(touch(), exists()), 1, faulty)) {
      faults.set(2);
      await().until(() -> faults.get() < 0);
      Files.delete(file());

      await().until(() -> Files.exists(file()));
      assertThat(address).isNotNull();
    }
  }

  private List<String> shell(String script) {
    return List.of("sh", "-c", "cd " + folder + " && " + script);
  }

  private void fifo(String name) throws Exception {
    Process process = new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void take_commandFails_saysWhatItSaid() throws Exception {
    AnycastConfig config = config(List.of("ls", "--no-such-option"), exists());
    assertThatThrownBy(() -> AnycastAddress.take(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ls --no-such-option exits with")
        .hasMessageContaining("no-such-option");
  }

  @Test
  void take_noDeviceHasTheAddress_isUndoneAndSaysSo() throws Exception {
    AnycastConfig config = config(touch(), List.of());
    assertThatThrownBy(() -> AnycastAddress.take(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no device has 192.0.2.53");
    assertThat(file()).doesNotExist();
  }

  @Test
  void take_noSuchProgram_saysSo() throws Exception {
    AnycastConfig config = config(List.of("no-such-program-of-gslb"), exists());
    assertThatThrownBy(() -> AnycastAddress.take(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-program-of-gslb");
  }
}
