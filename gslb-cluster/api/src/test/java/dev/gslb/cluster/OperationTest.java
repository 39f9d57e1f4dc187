package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationTest {

  @Test
  void encode_largestTransaction_isWithinTheLimit() {
    List<Condition> conditions = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Put(new Key("large"), Value.of(new byte[Value.MAX_BYTES])));
    for (int i = 0; i < 63; i++) {
      Key key = new Key("k".repeat(500) + i);
      conditions.add(new Condition(key, Long.MAX_VALUE));
      changes.add(new Change.Put(key, Value.of(""), Optional.of(new LeaseId(Long.MAX_VALUE))));
    }
    Operation operation = new Operation.Commit(new Transaction(conditions, changes));
    byte[] octets = operation.encode();

    assertThat(octets.length).isLessThanOrEqualTo(Operation.MAX_BYTES);
    assertThat(Operation.decode(octets)).isEqualTo(operation);
  }

  @Test
  void decode_cutOffOrLonger_isRefused() {
    Key key = new Key("k");
    Transaction transaction =
        Transaction.of(new Change.Put(key, Value.of("v")), new Change.Delete(new Key("l")))
            .when(Condition.absent(key));
    byte[] octets = new Operation.Commit(transaction).encode();

    for (int length = 0; length < octets.length; length++) {
      byte[] part = Arrays.copyOf(octets, length);
      assertThatIllegalArgumentException().isThrownBy(() -> Operation.decode(part));
    }
    byte[] longer = Arrays.copyOf(octets, octets.length + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operation.decode(longer))
        .withMessageContaining("behind its end");
  }
}
