package dev.gslb.cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.TxnRequest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EtcdKeysTest {
  private final EtcdKeys keys = new EtcdKeys("/gslb/");

  @Test
  void range_ofAPrefix_holdsWhatBeginsWithItAndNothingElse() {
    assertThat(keys.first("a/").toStringUtf8()).isEqualTo("/gslb/a/");
    assertThat(keys.end("a/").toStringUtf8()).isEqualTo("/gslb/a0");
    assertThat(keys.first("").toStringUtf8()).isEqualTo("/gslb/");
    assertThat(keys.end("").toStringUtf8()).isEqualTo("/gslb0");
  }

  @Test
  void end_lastCharacterBeyondAscii_growsByItsLastOctet() {
    ByteString first = keys.first("é");
    ByteString end = keys.end("é");

    assertThat(end.substring(0, end.size() - 1)).isEqualTo(first.substring(0, first.size() - 1));
    assertThat(end.byteAt(end.size() - 1) - first.byteAt(first.size() - 1)).isEqualTo(1);
  }

  @Test
  void entry_withALease_hasIt() {
    KeyValue pair = pair("/gslb/a", "v").setModRevision(7).setLease(9).build();

    assertThat(keys.entry(pair))
        .contains(new Entry(new Key("a"), Value.of("v"), 7, Optional.of(new LeaseId(9))));
  }

  @Test
  void entry_thatIsNoneOfOurs_isLeftOut() {
    assertThat(keys.entry(pair("/gslb/", "v").build())).isEmpty();
    assertThat(keys.entry(pair("/gslb/" + "k".repeat(513), "v").build())).isEmpty();
    assertThat(keys.entry(pair("/gslb/a", "v".repeat(Value.MAX_BYTES + 1)).build())).isEmpty();
    ByteString latin = ByteString.copyFromUtf8("/gslb/").concat(ByteString.fromHex("ff"));
    assertThat(keys.entry(KeyValue.newBuilder().setKey(latin).build())).isEmpty();
  }

  @Test
  void change_ofAnEvent_isPutOrDelete() {
    Event put = Event.newBuilder().setKv(pair("/gslb/a", "v")).build();
    Event delete =
        Event.newBuilder().setType(Event.EventType.DELETE).setKv(pair("/gslb/a", "")).build();

    assertThat(keys.change(put)).contains(new Change.Put(new Key("a"), Value.of("v")));
    assertThat(keys.change(delete)).contains(new Change.Delete(new Key("a")));
  }

  @Test
  void transaction_conditionsAndChanges_areCompared() {
    Key key = new Key("a");
    Transaction transaction =
        Transaction.of(
                new Change.Put(key, Value.of("v"), Optional.of(new LeaseId(3))),
                new Change.Delete(new Key("b")))
            .when(Condition.absent(key))
            .when(new Condition(new Key("b"), 5));
    TxnRequest request = EtcdTransactions.request(transaction, keys);

    assertThat(request.getCompareList())
        .extracting(Compare::getModRevision)
        .containsExactly(0L, 5L);
    assertThat(request.getCompareList())
        .allMatch(compare -> compare.getTarget() == Compare.CompareTarget.MOD);
    assertThat(request.getSuccess(0).getRequestPut().getLease()).isEqualTo(3);
    assertThat(request.getSuccess(1).getRequestDeleteRange().getKey().toStringUtf8())
        .isEqualTo("/gslb/b");
    assertThat(request.getFailureCount()).isZero();
  }

  private static KeyValue.Builder pair(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8(value));
  }
}
