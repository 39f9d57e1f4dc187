package dev.gslb.cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.StateStoreException.Reason;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class EtcdErrorsTest {

  @Test
  void of_lostConnection_dependsOnWhetherTheCallMayHaveActed() {
    Throwable lost = Status.UNAVAILABLE.withDescription("io exception").asException();

    assertThat(EtcdErrors.of(lost, true).reason()).isEqualTo(Reason.UNKNOWN_OUTCOME);
    assertThat(EtcdErrors.of(lost, false).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void of_refusal_isKnownToHaveDoneNothing() {
    Throwable full =
        Status.RESOURCE_EXHAUSTED
            .withDescription("etcdserver: mvcc: database space exceeded")
            .asException();

    assertThat(EtcdErrors.of(full, true).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(EtcdErrors.of(full, true)).hasMessageContaining("database space exceeded");
  }

  @Test
  void of_limitOfTheServer_isUnsupportedAndSaysWhatToDo() {
    Throwable limit =
        Status.INVALID_ARGUMENT
            .withDescription("etcdserver: too many operations in txn request")
            .asException();

    assertThat(EtcdErrors.of(limit, true).reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThat(EtcdErrors.of(limit, true)).hasMessageContaining("default limits");
  }

  @Test
  void bare_wrapped_isUnwrapped() {
    var reason = EtcdErrors.closed();

    assertThat(EtcdErrors.bare(new CompletionException(reason))).isSameAs(reason);
    assertThat(EtcdErrors.bare(new IllegalStateException("odd")).reason()).isEqualTo(Reason.FAILED);
  }

  @Test
  void isOldToken_knowsBothWordings() {
    assertThat(
            EtcdErrors.isOldToken(
                Status.UNAUTHENTICATED
                    .withDescription("etcdserver: invalid auth token")
                    .asException()))
        .isTrue();
    assertThat(EtcdErrors.isOldToken(Status.UNAUTHENTICATED.asException())).isFalse();
  }
}
