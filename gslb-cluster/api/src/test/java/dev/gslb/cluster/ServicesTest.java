package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.zone.Options;
import dev.gslb.zone.RefusedException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {

  @Test
  void provides_inModuleAndOnClassPath_areTheSame() throws Exception {
    URI classes = StateStore.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    ModuleDescriptor module =
        ModuleFinder.of(Path.of(classes)).find("dev.gslb.cluster").orElseThrow().descriptor();
    List<String> inModule =
        module.provides().stream().flatMap(service -> service.providers().stream()).toList();
    List<String> onClassPath =
        ServiceLoader.load(ClusterBackendProvider.class).stream()
            .map(provider -> provider.type().getName())
            .toList();

    assertThat(inModule).isEqualTo(onClassPath).isNotEmpty();
  }

  @Test
  void open_withPath_makesTheStore(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("gslb.mv");
    ClusterBackendProvider provider = new LocalBackendProvider();
    try (ClusterBackend backend =
        provider.open(new NodeId("n1"), Options.of("path", file.toString()))) {
      StateStore store = backend.store();
      assertThat(store.commit(Transaction.put(new Key("k"), Value.of("v"))).get().applied())
          .isTrue();
    }

    assertThat(provider.kind()).isEqualTo("local");
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void validate_wrongOptions_refusesAll() {
    Options options = new Options(Map.of("speed", "fast", "export_interval", "1ms"));

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new LocalBackendProvider().validate(options))
        .satisfies(refused -> assertThat(refused.problems()).hasSize(3))
        .withMessageContaining("export_interval")
        .withMessageContaining("path")
        .withMessageContaining("speed: fast");
  }
}
