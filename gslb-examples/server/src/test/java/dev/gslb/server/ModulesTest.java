package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the published artifacts show as modules and as jars of a class path. */
final class ModulesTest {
  private static final String SERVICES = "META-INF/services/";

  static Stream<ModuleReference> modules() {
    return Stream.concat(
            Library.artifacts().stream(), Stream.of(Path.of(System.getProperty("plugin.jar"))))
        .map(ModulesTest::module);
  }

  private static ModuleReference module(Path artifact) {
    Collection<ModuleReference> found = ModuleFinder.of(artifact).findAll();
    assertThat(found).as(artifact.toString()).hasSize(1);
    return found.iterator().next();
  }

  @Test
  void names_ofAllArtifacts_areThePublishedOnes() {
    List<String> names = new ArrayList<>();
    names.add("dev.gslb.core");
    names.add("dev.gslb.config");
    names.add("dev.gslb.testkit");
    names.add("dev.gslb.routing");
    names.add("dev.gslb.health");
    names.add("dev.gslb.cluster");
    if (Library.linuxTransport().isPresent()) {
      names.add("dev.gslb.transport.linux");
    }
    names.add("com.example.gslb.sticky");
    assertThat(modules().map(module -> module.descriptor().name()))
        .containsExactlyElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void descriptor_isWrittenAndHidesInternals(ModuleReference module) {
    ModuleDescriptor descriptor = module.descriptor();

    assertThat(descriptor.isAutomatic()).isFalse();
    assertThat(descriptor.isOpen()).isFalse();
    assertThat(descriptor.opens()).isEmpty();
    assertThat(descriptor.exports())
        .allSatisfy(
            exported -> {
              assertThat(exported.source()).doesNotContain("internal");
              assertThat(exported.isQualified()).isFalse();
            });
  }

  @ParameterizedTest
  @MethodSource("modules")
  void services_ofClassPathAndModulePath_areTheSame(ModuleReference module) throws IOException {
    Map<String, Set<String>> provided =
        module.descriptor().provides().stream()
            .collect(
                Collectors.toMap(
                    ModuleDescriptor.Provides::service,
                    provides -> new HashSet<>(provides.providers())));
    Map<String, Set<String>> listed = new TreeMap<>();
    try (ModuleReader reader = module.open()) {
      for (String file : reader.list().filter(ModulesTest::isServiceFile).toList()) {
        try (InputStream in = reader.open(file).orElseThrow()) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          listed.put(
              file.substring(SERVICES.length()),
              text.lines().filter(line -> !line.isBlank()).collect(Collectors.toSet()));
        }
      }
    }

    assertThat(listed).isEqualTo(provided);
  }

  private static boolean isServiceFile(String resource) {
    return resource.startsWith(SERVICES) && !resource.endsWith("/");
  }
}
