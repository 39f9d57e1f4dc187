package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionReaderTest {
  @Test
  void finish_everyWrongValueAndUnknownOption_isReported() {
    OptionReader reader =
        new OptionReader(
            new Options(
                Map.of(
                    "n", 11, "d", "soon", "m", "third", "f", "yes", "t", 5, "l", "x", "z", 1.5)));
    assertThat(reader.integer("n", 4, 1, 10)).isEqualTo(4);
    assertThat(reader.duration("d", Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    assertThat(reader.oneOf("m", "first", "first", "second")).isEqualTo("first");
    assertThat(reader.flag("f", true)).isTrue();
    assertThat(reader.text("t", "x")).isEqualTo("x");
    assertThat(reader.texts("l")).isEmpty();
    assertThatThrownBy(reader::finish)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.problems())
                    .contains(
                        new Problem("n", "11", "1..10"),
                        new Problem("d", "soon", "a duration such as 30s"),
                        new Problem("m", "third", "one of first, second"),
                        new Problem("z", "1.5", "one of n, d, m, f, t, l"))
                    .hasSize(7));
  }

  @Test
  void read_rightValues_areReturned() {
    OptionReader reader =
        new OptionReader(
            new Options(
                Map.of(
                    "d", "500ms", "x", 3, "g", List.of(Map.of("a", 1)), "s", List.of("a", "b"))));
    assertThat(reader.duration("d", Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
    assertThat(reader.decimal("x", 0, 0, 5)).isEqualTo(3.0);
    assertThat(reader.groups("g")).containsExactly(Options.of("a", 1));
    assertThat(reader.texts("s")).containsExactly("a", "b");
    assertThat(reader.optionalText("absent")).isNull();
    reader.finish();
  }

  @Test
  void options_ofAnUnknownClass_areRefusedWithTheirPlace() {
    assertThatThrownBy(() -> Options.of("a", List.of(new Object())))
        .hasMessageContaining("a[0]")
        .hasMessageContaining("a string, number");
  }
}
