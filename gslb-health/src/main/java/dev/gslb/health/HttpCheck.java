package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.zone.HealthCheckConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.ClientHttp1IOEventHandler;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexerFactory;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.jspecify.annotations.Nullable;

/** Sends one request on a new connection and looks at the status of the response. */
final class HttpCheck implements HealthCheck, Connections.Talk {

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(16 * 1024).build();
  private static final ClientHttp1StreamDuplexerFactory DUPLEXERS =
      new ClientHttp1StreamDuplexerFactory(
          HttpProcessorBuilder.create().build(), LIMITS, CharCodingConfig.DEFAULT);

  private final HealthCheckConfig config;
  private final HttpOptions options;
  private final Connections connections;
  private final @Nullable TlsClient tls;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one acquired use of the connections. */
  HttpCheck(
      HealthCheckConfig config,
      HttpOptions options,
      Connections connections,
      @Nullable TlsClient tls) {
    this.config = config;
    this.options = options;
    this.connections = connections;
    this.tls = tls;
  }

  @Override
  public CompletableFuture<Observation> observe() {
    return connections.call(config.host(), config.port(), this);
  }

  @Override
  public IOEventHandler open(ProtocolIOSession session) {
    if (tls != null) {
      tls.start(session);
    }
    return new ClientHttp1IOEventHandler(DUPLEXERS.create(session));
  }

  @Override
  public void begin(IOSession session, long rttMicros, CompletableFuture<Observation> result) {
    HttpExchange exchange = new HttpExchange(options, rttMicros, result);
    session.enqueue(
        new RequestExecutionCommand(exchange, HttpCoreContext.create()), Command.Priority.NORMAL);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      connections.release();
    }
  }
}
