package dev.gslb.benchmarks;

import dev.gslb.internal.control.Control;
import dev.gslb.internal.engine.Engine;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.RequestDesk;
import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.Providers;
import dev.gslb.spi.Responder;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** A server without sockets: the control thread, and one worker's engine on the caller's thread. */
final class Served implements Inbound, AutoCloseable {
  /** 192.0.2.53, the sender of every query. */
  private static final long CLIENT = 0xC000_0235L;

  private final Control control;
  private final Engine engine;

  Served(Zone zone) {
    this(zone, EngineOptions.DEFAULTS);
  }

  Served(Zone zone, EngineOptions options) {
    SplittableRandom random = new SplittableRandom(1);
    List<RouterProvider> routers = Providers.find(RouterProvider.class, null);
    control =
        new Control("benchmark", routers, List.of(), false, Clock.systemUTC(), random::nextLong);
    control.submit(new Command.ReplaceZones(List.of(zone))).join();
    engine =
        new Engine(
            control.cell(), options, new WorkerCounters(), random::nextLong, RequestDesk.CLOSED);
  }

  /** Answers one datagram, as a batch of its own. Returns the answer's length. */
  int answer(byte[] query, byte[] out) {
    engine.beginBatch();
    return engine.handle(this, query, query.length, out, out.length);
  }

  /** Applies a command and waits until what it changed is published. */
  long apply(Command command) {
    return control.submit(command).join();
  }

  /** Has some endpoints of each policy of {@link SampleZone} keep half of their queries. */
  void drainSome() {
    OptionalInt half = OptionalInt.of(EndpointOverride.WHOLE_SHARE / 2);
    EndpointOverride drain =
        new EndpointOverride(OptionalInt.empty(), Optional.empty(), Optional.empty(), half);
    for (String id : List.of("endpoint-1", "endpoint-4", "nested-0", "nested-1", "nested-6")) {
      apply(new Command.Overrule(new EndpointId(id), Optional.of(drain)));
    }
  }

  @Override
  public boolean isStream() {
    return false;
  }

  @Override
  public boolean clientIsIpv4() {
    return true;
  }

  @Override
  public long clientHigh() {
    return CLIENT;
  }

  @Override
  public long clientLow() {
    return 0;
  }

  @Override
  public InetSocketAddress client() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public Responder defer() {
    throw new UnsupportedOperationException("the engine answers at once");
  }

  @Override
  public void close() {
    control.close();
  }
}
