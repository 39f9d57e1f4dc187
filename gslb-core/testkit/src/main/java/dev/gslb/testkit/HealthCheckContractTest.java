package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheck.Observation;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Options;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every kind of health check that connects over TCP must do. Extend it, and name the provider
 * and a target that works. Targets are on the loopback address.
 */
public abstract class HealthCheckContractTest {

  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();
  private static final int PATIENCE_SECONDS = 20;

  private HealthCheckProvider provider;
  private int targetPort;

  /** For subclasses. */
  protected HealthCheckContractTest() {}

  /**
   * Makes the provider under test.
   *
   * @return a new provider
   */
  protected abstract HealthCheckProvider newProvider();

  /**
   * Starts a target that works, on the loopback address.
   *
   * @return its port
   * @throws Exception if it does not start
   */
  protected abstract int startTarget() throws Exception;

  /** Stops what {@link #startTarget} started. */
  protected abstract void stopTarget();

  /**
   * Returns the options with which the target counts as working.
   *
   * @return none unless overridden
   */
  protected Options options() {
    return Options.NONE;
  }

  /**
   * Prepares one test.
   *
   * @throws Exception if the target does not start
   */
  @BeforeEach
  final void startContractTarget() throws Exception {
    provider = newProvider();
    targetPort = startTarget();
  }

  /** Ends one test. */
  @AfterEach
  final void stopContractTarget() {
    stopTarget();
  }

  @Test
  void observe_targetThatWorks_isSuccessWithRtt() throws Exception {
    try (HealthCheck check = provider.create(config(targetPort))) {
      Observation observation = await(check.observe());

      assertThat(observation.success()).as(observation.detail()).isTrue();
      assertThat(observation.rttMicros()).isNotNegative();
    }
  }

  @Test
  void observe_twiceInSequence_isSuccessTwice() throws Exception {
    try (HealthCheck check = provider.create(config(targetPort))) {
      Observation first = await(check.observe());
      Observation second = await(check.observe());

      assertThat(first.success()).as(first.detail()).isTrue();
      assertThat(second.success()).as(second.detail()).isTrue();
    }
  }

  @Test
  void observe_refusedConnection_isFailureWithDetail() throws Exception {
    try (HealthCheck check = provider.create(config(LoopbackPorts.take()))) {
      Observation observation = await(check.observe());

      assertThat(observation.success()).isFalse();
      assertThat(observation.rttMicros()).isEqualTo(-1);
      assertThat(observation.detail()).isNotBlank().doesNotContain("\n", "\r");
    }
  }

  @Test
  void observe_twoChecksOfOneProvider_doNotDisturbEachOther() throws Exception {
    try (HealthCheck refused = provider.create(config(LoopbackPorts.take()))) {
      HealthCheck working = provider.create(config(targetPort));
      Observation failure = await(refused.observe());
      Observation success = await(working.observe());
      working.close();
      Observation afterwards = await(refused.observe());

      assertThat(failure.success()).isFalse();
      assertThat(success.success()).as(success.detail()).isTrue();
      assertThat(afterwards.success()).isFalse();
    }
  }

  @Test
  void observe_cancelled_endsTheConnection() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HealthCheck check = provider.create(config(silent.getLocalPort()))) {
      CompletableFuture<Observation> observation = check.observe();
      try (Socket connection = silent.accept()) {
        observation.cancel(true);

        assertThatCode(() -> readToTheEnd(connection)).doesNotThrowAnyException();
        assertThat(observation).isDone();
      }
    }
  }

  @Test
  void observe_afterOneThatWasCancelled_works() throws Exception {
    try (HealthCheck check = provider.create(config(targetPort))) {
      check.observe().cancel(true);

      Observation next = await(check.observe());

      assertThat(next.success()).as(next.detail()).isTrue();
    }
  }

  @Test
  void close_withoutObservation_succeeds() {
    HealthCheck check = provider.create(config(targetPort));

    assertThatCode(check::close).doesNotThrowAnyException();
  }

  @Test
  void close_twice_succeedsAndLeavesOthersAlone() throws Exception {
    try (HealthCheck other = provider.create(config(targetPort))) {
      HealthCheck check = provider.create(config(targetPort));
      check.close();

      assertThatCode(check::close).doesNotThrowAnyException();
      Observation observation = await(other.observe());
      assertThat(observation.success()).as(observation.detail()).isTrue();
    }
  }

  @Test
  void validate_unknownOption_isRefusedWithPlaceValueAndExpectation() {
    HealthCheckConfig wrong = config(targetPort).options(options().with("no_such", "a-value"));

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> provider.validate(wrong))
        .satisfies(
            refused -> {
              Problem problem = refused.problems().get(0);
              assertThat(problem.place()).isEqualTo("no_such");
              assertThat(problem.value()).isEqualTo("a-value");
              assertThat(problem.expected()).isNotBlank();
            });
  }

  @Test
  void create_unknownOption_isRefused() {
    HealthCheckConfig wrong = config(targetPort).options(options().with("no_such", "a-value"));

    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> provider.create(wrong));
  }

  @Test
  void validate_rightOptions_succeeds() {
    assertThatCode(() -> provider.validate(config(targetPort))).doesNotThrowAnyException();
  }

  private HealthCheckConfig config(int port) {
    return HealthCheckConfig.of(provider.kind(), LOOPBACK, port).options(options());
  }

  private static Observation await(CompletableFuture<Observation> observation) throws Exception {
    return observation.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Reads until the other side ends the connection, which a reset does too. */
  private static void readToTheEnd(Socket connection) throws IOException {
    connection.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    InputStream in = connection.getInputStream();
    try {
      in.readAllBytes();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }
}
