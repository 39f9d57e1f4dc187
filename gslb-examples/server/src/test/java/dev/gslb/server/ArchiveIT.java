package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that bin/gslb makes and starts with, in an installation of its own. */
final class ArchiveIT {
  private static final String ROUND_ROBIN = "round-robin";
  private static final String OF_THE_ARCHIVE =
      "dev.gslb.server.Serving source: shared objects file";
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private static Path trained;
  @TempDir private Path folder;
  private Path installation;
  private Path classes;

  @BeforeAll
  static void train() throws Exception {
    install(Path.of("").toAbsolutePath(), trained, "bin/gslb", "target/lib");
    ProcessBuilder builder = new ProcessBuilder(script(trained), "train").redirectErrorStream(true);
    builder.environment().putAll(environment(""));
    Path log = trained.resolve("log");
    Process process = builder.redirectOutput(log.toFile()).start();

    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  /** A copy, so that each test may break what it likes. Times stay: the JVM compares them. */
  @BeforeEach
  void copy() throws IOException {
    installation = folder.resolve("gslb");
    classes = folder.resolve("classes");
    install(trained, installation, "bin/gslb", "target/lib", "target/archive");
  }

  private static void install(Path from, Path to, String... parts) throws IOException {
    for (String part : parts) {
      try (var files = Files.walk(from.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static String script(Path installation) {
    return installation.resolve("bin/gslb").toString();
  }

  private static Map<String, String> environment(String flags) {
    return new HashMap<>(
        Map.of("GSLB_JAVA_HOME", System.getProperty("java.home"), "GSLB_JAVA_OPTS", flags));
  }

  private Path archive() throws IOException {
    try (var files = Files.list(installation.resolve("target/archive"))) {
      return files.filter(file -> !file.toString().endsWith(".sizes")).findFirst().orElseThrow();
    }
  }

  /** Starts, asks, stops. Returns where the JVM had its classes from. */
  private String serve(String router, Map<String, String> environment) throws Exception {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        regions: [{name: here, servers: [{address: 192.0.2.1}]}]
        domains: [{name: www.example.com, routing_algorithm: %s, regions: [here]}]
        """
            .formatted(router));
    environment.merge(
        "GSLB_JAVA_OPTS", " -Xlog:class+load:file=" + classes + ":none", String::concat);
    List<String> command = List.of(script(installation), "serve", "--config", file.toString());
    try (ServeProcess process = ServeProcess.start(command, environment)) {
      DemoClient client = new DemoClient(process.awaitAddress());
      assertThat(client.addresses("www.example.com", null)).containsExactly("192.0.2.1");
      process.signal("TERM");
      assertThat(process.awaitExitCode()).isZero();
    }
    return Files.readString(classes);
  }

  @Test
  void serve_trained_takesClassesFromTheArchive() throws Exception {
    installation = trained;

    assertThat(serve(ROUND_ROBIN, environment(""))).contains(OF_THE_ARCHIVE);
  }

  @Test
  void serve_pluginsBesides_takesTheRestFromTheArchive() throws Exception {
    installation = trained;
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Path jar = Path.of(System.getProperty("plugin.jar"));
    Files.copy(jar, plugins.resolve(jar.getFileName()));
    Map<String, String> environment = environment("");
    environment.put("GSLB_PLUGINS", plugins.toString());

    assertThat(serve("sticky", environment)).contains(OF_THE_ARCHIVE);
  }

  @Test
  void serve_withoutArchive_starts() throws Exception {
    Files.delete(archive());

    assertThat(serve(ROUND_ROBIN, environment(""))).doesNotContain(OF_THE_ARCHIVE);
  }

  @Test
  void serve_archiveCutShort_startsWithoutIt() throws Exception {
    Path archive = archive();
    assertThat(archive.toFile().setWritable(true)).isTrue();
    try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }

    assertThat(serve(ROUND_ROBIN, environment(""))).doesNotContain(OF_THE_ARCHIVE);
  }

  @Test
  void serve_archiveOverwritten_startsWithoutIt() throws Exception {
    Path archive = archive();
    int size = Math.toIntExact(Files.size(archive));
    Files.delete(archive);
    Files.write(archive, new byte[size]);

    assertThat(serve(ROUND_ROBIN, environment(""))).doesNotContain(OF_THE_ARCHIVE);
  }

  @Test
  void serve_jarReplacedByAnOlderOne_startsWithoutTheArchive() throws Exception {
    Path jar = installation.resolve("target/lib/gslb-server.jar");
    FileTime time = Files.getLastModifiedTime(jar);
    // What follows the directory of a zip file is its comment; readers look for the end before it.
    Files.write(jar, new byte[1], StandardOpenOption.APPEND);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() - 60_000));

    assertThat(serve(ROUND_ROBIN, environment(""))).doesNotContain(OF_THE_ARCHIVE);
  }

  @Test
  void serve_jarNewerThanTheArchive_startsWithoutIt() throws Exception {
    installation = trained;
    Path jar = installation.resolve("target/lib/gslb-server.jar");
    FileTime time = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() + 3_600_000));
    try {
      assertThat(serve(ROUND_ROBIN, environment(""))).doesNotContain(OF_THE_ARCHIVE);
    } finally {
      Files.setLastModifiedTime(jar, time);
    }
  }

  @Test
  void serve_anotherCollector_starts() throws Exception {
    installation = trained;

    assertThat(serve(ROUND_ROBIN, environment("-XX:+UseG1GC"))).contains("dev.gslb.server.Serving");
  }

  @Test
  void serve_sharingSwitchedOff_startsWithoutTheArchive() throws Exception {
    installation = trained;

    assertThat(serve(ROUND_ROBIN, environment("-Xshare:off"))).doesNotContain(OF_THE_ARCHIVE);
  }
}
