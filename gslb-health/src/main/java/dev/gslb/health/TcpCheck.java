package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.zone.HealthCheckConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;

/** Connects, and ends the connection at once without a byte. */
final class TcpCheck implements HealthCheck, Connections.Talk {

  private final HealthCheckConfig config;
  private final Connections connections;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one acquired use of the connections. */
  TcpCheck(HealthCheckConfig config, Connections connections) {
    this.config = config;
    this.connections = connections;
  }

  @Override
  public CompletableFuture<Observation> observe() {
    return connections.call(config.host(), config.port(), this);
  }

  @Override
  public IOEventHandler open(ProtocolIOSession session) {
    return SilentHandler.INSTANCE;
  }

  @Override
  public void begin(IOSession session, long rttMicros, CompletableFuture<Observation> result) {
    result.complete(Observation.success(rttMicros, "connected"));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      connections.release();
    }
  }
}
