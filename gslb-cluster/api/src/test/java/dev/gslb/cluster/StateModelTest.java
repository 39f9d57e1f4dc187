package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateModelTest {

  @Test
  void key_outOfRange_isRefusedWithItsLength() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Key(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Key("é".repeat(257)))
        .withMessage("key of 514 bytes (expected: at most 512)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Key("\uD800"));
    assertThat(new Key("é".repeat(256)).sizeBytes()).isEqualTo(512);
  }

  @Test
  void compareTo_anyKeys_isTheOrderOfTheirBytes() {
    Random random = new Random(1);
    int[] letters = {'a', 'b', 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF};
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(4); length > 0; length--) {
        text.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      keys.add(new Key(text.toString()));
    }
    for (Key a : keys) {
      for (Key b : keys) {
        int expected =
            Arrays.compareUnsigned(
                a.text().getBytes(StandardCharsets.UTF_8),
                b.text().getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(expected));
      }
    }
  }

  @Test
  void value_isACopyAndComparesByContent() {
    byte[] bytes = {1, 2, 3};
    Value value = Value.of(bytes);
    bytes[0] = 9;
    value.bytes()[1] = 9;

    assertThat(value).isEqualTo(Value.of(new byte[] {1, 2, 3}));
    assertThat(value.hashCode()).isEqualTo(Value.of(new byte[] {1, 2, 3}).hashCode());
  }

  @Test
  void value_tooLarge_isRefusedWithItsLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Value.of(new byte[Value.MAX_BYTES + 1]))
        .withMessage("value of 1048577 bytes (expected: at most 1048576)");
  }

  @Test
  void transaction_outOfRange_isRefused() {
    Key key = new Key("k");
    Change[] many = new Change[Transaction.MAX_STEPS + 1];
    Arrays.setAll(many, i -> new Change.Delete(new Key("k" + i)));
    Change large1 = new Change.Put(key, Value.of(new byte[Value.MAX_BYTES]));
    Change large2 = new Change.Put(new Key("l"), Value.of(new byte[Value.MAX_BYTES]));

    assertThatIllegalArgumentException()
        .isThrownBy(Transaction::of)
        .withMessageContaining("no change");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Transaction.of(many))
        .withMessageContaining("129 conditions and changes (expected: at most 128)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Transaction.of(new Change.Delete(key), new Change.Delete(key)))
        .withMessageContaining("two changes of k");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Transaction.of(large1, large2))
        .withMessageContaining("bytes (expected: at most");
  }
}
