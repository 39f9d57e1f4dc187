package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.config.AnycastConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An address that comes and goes with the server; here a file stands for it. */
final class AnycastAddressTest {
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
