package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The source files of all modules. */
final class SourceTreeTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Set<String> NOT_SOURCE = Set.of("target", ".git");
  private static final int MOST_LINES = 500;
  private static final int FEWEST_FILES = 200;

  private static final List<Path> SOURCES = new ArrayList<>();

  @BeforeAll
  static void walk() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_SOURCE.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              SOURCES.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(SOURCES).as(ROOT.toString()).hasSizeGreaterThan(FEWEST_FILES);
  }

  @Test
  void files_all_areAtMostFiveHundredLines() {
    assertThat(SOURCES)
        .allSatisfy(
            file ->
                assertThat(Files.readAllLines(file))
                    .as(ROOT.relativize(file).toString())
                    .hasSizeLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void packages_butThoseOfBenchmarks_areNullMarked() {
    List<Path> packages =
        SOURCES.stream()
            .filter(file -> file.toString().contains("src/main/java/"))
            .filter(file -> !file.endsWith("module-info.java"))
            .filter(file -> !file.startsWith(ROOT.resolve("benchmarks")))
            .map(Path::getParent)
            .distinct()
            .toList();

    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
  }

  @Test
  void topLevel_hasTheAgreedFoldersOnly() throws IOException {
    try (var children = Files.list(ROOT)) {
      assertThat(
              children
                  .filter(Files::isDirectory)
                  .map(folder -> folder.getFileName().toString())
                  .filter(name -> !name.startsWith(".") && !NOT_SOURCE.contains(name)))
          .containsExactlyInAnyOrder(
              "gslb-core",
              "gslb-routing",
              "gslb-health",
              "gslb-cluster",
              "gslb-examples",
              "benchmarks",
              "docs");
    }
  }
}
