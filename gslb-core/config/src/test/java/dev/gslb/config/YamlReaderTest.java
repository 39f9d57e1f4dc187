package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gslb.zone.Options;
import dev.gslb.zone.RefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private final Problems problems = new Problems();
  private final Map<String, String> environment =
      Map.of("TTL", "30", "NAME", "a: b", "EMPTY", "", "DOLLAR", "${TTL}");

  private @Nullable Node read(String yaml) {
    SourceFile source = new SourceFile(Path.of("x.yaml"), 0);
    return YamlReader.read(source, yaml, new Interpolation(environment), problems);
  }

  private Options options(String yaml) {
    Options options = Scalars.options(section(yaml), problems);
    problems.refuse();
    return options;
  }

  private Node.Section section(String yaml) {
    return (Node.Section) Objects.requireNonNull(read(yaml));
  }

  private String problem(String yaml) {
    read(yaml);
    return catchThrowableOfType(RefusedException.class, problems::refuse)
        .problems()
        .get(0)
        .toString();
  }

  @Test
  void read_scalars_followTheCoreSchema() {
    assertThat(
            options(
                    "{a: no, b: true, c: 0x1F, d: 0o17, e: -5, f: 1.5, g: '7', h: 1e2, i: .inf x,"
                        + " j: 2001:db8::1, k: +3}")
                .values())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("a", "no"),
                Map.entry("b", true),
                Map.entry("c", 31L),
                Map.entry("d", 15L),
                Map.entry("e", -5L),
                Map.entry("f", 1.5),
                Map.entry("g", "7"),
                Map.entry("h", 100.0),
                Map.entry("i", ".inf x"),
                Map.entry("j", "2001:db8::1"),
                Map.entry("k", 3L)));
  }

  @Test
  void read_references_areReplacedAndTypedByTheirResult() {
    assertThat(
            options(
                    """
                    a: ${TTL}
                    b: "${TTL}"
                    c: x-${TTL}s-${NONE:-none}
                    d: ${EMPTY:-7}
                    e: $${TTL} $TTL
                    f: ${NAME}
                    g: ${DOLLAR}
                    h: '${NONE:-}x'
                    """)
                .values())
        .isEqualTo(
            Map.of(
                "a",
                30L,
                "b",
                30L,
                "c",
                "x-30s-none",
                "d",
                7L,
                "e",
                "${TTL} $TTL",
                "f",
                "a: b",
                "g",
                "${TTL}",
                "h",
                "x"));
  }

  @Test
  void read_aliasesAndMerges_repeatWhatIsAnchored() {
    assertThat(
            options(
                    """
                    base: &base {x: 1, y: 2}
                    more: &more {y: 3, z: 4}
                    same: *base
                    both: {<<: [*base, *more], x: 9}
                    """)
                .values())
        .containsEntry("same", Map.of("x", 1L, "y", 2L))
        .containsEntry("both", Map.of("x", 9L, "y", 2L, "z", 4L));
  }

  @Test
  void read_aliasBomb_isRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a" + i + ": &a" + i + " [");
      bomb.append(String.join(", ", List.of("*a" + (i - 1), "*a" + (i - 1), "*a" + (i - 1))));
      bomb.append("]\n");
    }
    assertThat(problem(bomb.toString()))
        .matches("x.yaml:\\d+:\\d+ a\\d+\\[\\d\\]: more values \\(expected: at most 5000000,.*");
  }

  @Test
  void read_mergeBomb_isRefused() {
    StringBuilder wide = new StringBuilder("a: &a {");
    for (int i = 0; i < 4000; i++) {
      wide.append("k" + i + ": v, ");
    }
    wide.append("}\n");
    for (int i = 0; i < 1000; i++) {
      wide.append("m" + i + ": {<<: *a}\n");
    }
    assertThat(problem(wide.toString())).contains("more values (expected: at most 5000000");
  }

  @Test
  void read_fiftyLevels_areReadAndOneMoreRefused() {
    assertThat(read("[".repeat(50) + "]".repeat(50))).isInstanceOf(Node.Items.class);
    assertThat(problem("[".repeat(100_000)))
        .startsWith("x.yaml:1:51 [0]")
        .endsWith(": deeper nesting (expected: at most 50 levels)");
  }

  @Test
  void read_numberOutOfRange_isAProblemWhereItIsUsed() {
    Node.Section section = section("{a: 99999999999999999999, b: .nan}");
    Scalars.options(section, problems);
    assertThat(catchThrowableOfType(RefusedException.class, problems::refuse).problems())
        .extracting(Object::toString)
        .containsExactly(
            "x.yaml:1:5 a: 99999999999999999999 (expected: an integer of 64 bits)",
            "x.yaml:1:30 b: .nan (expected: a finite number)");
  }

  @Test
  void describe_longOrStrangeText_isShortAndOnOneLine() {
    Node.Section section = section("a: \"" + "x".repeat(200) + "\"\nb: \"1\\n2\\e\"");
    Node longText = Objects.requireNonNull(section.get("a"));
    assertThat(longText.describe()).isEqualTo("x".repeat(80) + "...");
    Node node = Objects.requireNonNull(section.get("b"));
    assertThat(node.describe()).isEqualTo("1?2?");
  }
}
