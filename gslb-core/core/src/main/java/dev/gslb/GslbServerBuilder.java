package dev.gslb;

import dev.gslb.internal.engine.AccessLists;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.spi.Command;
import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Explanation;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.NotServing;
import dev.gslb.spi.Providers;
import dev.gslb.spi.QueryAccess;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import dev.gslb.spi.UdpTransportProvider;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Gathers what a server is started with. Confined to one thread. */
public final class GslbServerBuilder {
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<Zone> zones = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private final List<RouterProvider> routers = new ArrayList<>();
  private final List<HealthMonitorProvider> monitors = new ArrayList<>();
  private String name = "gslb";
  private UdpConfig udp = UdpConfig.DEFAULT;
  private int maxUdpBytes = EngineOptions.DEFAULT_MAX_UDP_BYTES;
  private boolean useClientSubnet = true;
  private NotServing notServing = NotServing.REFUSE;
  private ServerIdentity identity = ServerIdentity.UNTOLD;
  private CookieSecrets cookies = CookieSecrets.random();
  private ExchangeConfig exchange = ExchangeConfig.NONE;
  private QueryAccess access = QueryAccess.EVERYBODY;
  private ZoneJournal journal = ZoneJournal.NONE;
  private @Nullable RateLimit rateLimit;
  private int maxConnections = TransportConfig.DEFAULT_MAX_CONNECTIONS;
  private int maxConnectionsPerClient = TransportConfig.DEFAULT_MAX_CONNECTIONS_PER_CLIENT;
  private Duration idleTimeout = TransportConfig.DEFAULT_IDLE_TIMEOUT;
  private Duration drainTimeout = TransportConfig.DEFAULT_DRAIN_TIMEOUT;
  private @Nullable ClassLoader plugins;

  GslbServerBuilder() {}

  /**
   * Names the server; its threads' names begin so.
   *
   * @param name short; {@code gslb} by default
   * @return this builder
   */
  public GslbServerBuilder name(String name) {
    this.name = name;
    return this;
  }

  /**
   * Adds an address to listen at, for UDP and TCP. Without any, the server listens on loopback at a
   * free port.
   *
   * @param host an address literal or a name of this host; {@code 0.0.0.0} stands for all IPv4
   *     addresses of this host, {@code ::} for all
   * @param port 0 to 65535; 0 for a free port, the same for UDP and TCP at all addresses
   * @return this builder
   */
  public GslbServerBuilder listen(String host, int port) {
    return listen(new InetSocketAddress(host, port));
  }

  /**
   * Adds an address to listen at, for UDP and TCP.
   *
   * @param address as for {@link #listen(String, int)}
   * @return this builder
   */
  public GslbServerBuilder listen(InetSocketAddress address) {
    addresses.add(address);
    return this;
  }

  /**
   * Adds a zone to serve from the start.
   *
   * @param zone the zone
   * @return this builder
   */
  public GslbServerBuilder zone(Zone zone) {
    zones.add(zone);
    return this;
  }

  /**
   * Adds zones to serve from the start.
   *
   * @param more with distinct apexes
   * @return this builder
   */
  public GslbServerBuilder zones(Collection<Zone> more) {
    zones.addAll(more);
    return this;
  }

  /**
   * Registers a router. It goes before one of the same name that {@link java.util.ServiceLoader}
   * finds.
   *
   * @param provider the router's provider
   * @return this builder
   */
  public GslbServerBuilder router(RouterProvider provider) {
    routers.add(provider);
    return this;
  }

  /**
   * Sets where plugins are looked for first.
   *
   * @param loader a class loader
   * @return this builder
   */
  public GslbServerBuilder plugins(ClassLoader loader) {
    this.plugins = loader;
    return this;
  }

  /**
   * Sets how UDP is served: the transport, its workers and their habits.
   *
   * @param udp {@link UdpConfig#DEFAULT} by default
   * @return this builder
   */
  public GslbServerBuilder udp(UdpConfig udp) {
    this.udp = udp;
    return this;
  }

  /**
   * Sets the largest answer over UDP.
   *
   * @param maxUdpBytes 512 to 4096; 1232 by default
   * @return this builder
   */
  public GslbServerBuilder maxUdpBytes(int maxUdpBytes) {
    this.maxUdpBytes = maxUdpBytes;
    return this;
  }

  /**
   * Sets whether routers see the EDNS client subnet (RFC 7871) in place of the sender's address.
   *
   * @param useClientSubnet true by default
   * @return this builder
   */
  public GslbServerBuilder useClientSubnet(boolean useClientSubnet) {
    this.useClientSubnet = useClientSubnet;
    return this;
  }

  /**
   * Sets what the server tells of itself.
   *
   * @param identity nothing by default
   * @return this builder
   */
  public GslbServerBuilder identity(ServerIdentity identity) {
    this.identity = identity;
    return this;
  }

  /**
   * Sets the secrets of DNS cookies (RFC 7873), which servers behind one address share.
   *
   * @param cookies a random one by default; may be replaced while the server runs
   * @return this builder
   */
  public GslbServerBuilder cookies(CookieSecrets cookies) {
    this.cookies = cookies;
    return this;
  }

  /**
   * Limits how many answers of one kind go to one network over UDP.
   *
   * @param rateLimit no limit by default
   * @return this builder
   */
  public GslbServerBuilder rateLimit(RateLimit rateLimit) {
    this.rateLimit = rateLimit;
    return this;
  }

  /**
   * Sets how zones are exchanged with other servers.
   *
   * @param exchange nothing by default
   * @return this builder
   */
  public GslbServerBuilder exchange(ExchangeConfig exchange) {
    this.exchange = exchange;
    return this;
  }

  /**
   * Sets who may ask.
   *
   * @param access everybody by default
   * @return this builder
   */
  public GslbServerBuilder access(QueryAccess access) {
    this.access = access;
    return this;
  }

  /**
   * Adds a command to apply after the zones and before the first query.
   *
   * @param command such as an override that was kept
   * @return this builder
   */
  public GslbServerBuilder command(Command command) {
    commands.add(command);
    return this;
  }

  /**
   * Has the server answer only while {@link Command.ServeUntil} permits it, which is not at the
   * start: a node of a cluster that must not answer on its own.
   *
   * @param notServing what becomes of queries meanwhile
   * @return this builder
   */
  public GslbServerBuilder gated(NotServing notServing) {
    commands.add(new Command.ServeUntil(System.nanoTime()));
    this.notServing = notServing;
    return this;
  }

  /**
   * Sets what keeps the updates of dynamic zones. What it tells at once is served from the start.
   *
   * @param journal kept open by the caller for longer than the server; by default nothing is kept,
   *     and who updates a zone is told SERVFAIL
   * @return this builder
   */
  public GslbServerBuilder journal(ZoneJournal journal) {
    this.journal = journal;
    return this;
  }

  /**
   * Registers what checks health, in place of what {@link java.util.ServiceLoader} finds.
   *
   * @param provider of the monitor
   * @return this builder
   */
  public GslbServerBuilder healthMonitor(HealthMonitorProvider provider) {
    monitors.add(provider);
    return this;
  }

  /**
   * Sets the most TCP connections at a time. One more closes the one that was idle longest.
   *
   * @param maxConnections at least 1; 1000 by default
   * @return this builder
   */
  public GslbServerBuilder maxConnections(int maxConnections) {
    this.maxConnections = maxConnections;
    return this;
  }

  /**
   * Sets the most TCP connections of one client at a time: of an IPv4 address, or of the /64 of an
   * IPv6 address. One more closes the client's own that was idle longest.
   *
   * @param maxConnectionsPerClient at least 1; 200 by default
   * @return this builder
   */
  public GslbServerBuilder maxConnectionsPerClient(int maxConnectionsPerClient) {
    this.maxConnectionsPerClient = maxConnectionsPerClient;
    return this;
  }

  /**
   * Sets after which silence a TCP connection is closed.
   *
   * @param idleTimeout 10 s by default
   * @return this builder
   */
  public GslbServerBuilder idleTimeout(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
    return this;
  }

  /**
   * Sets the longest that closing waits for answers under way.
   *
   * @param drainTimeout 5 s by default
   * @return this builder
   */
  public GslbServerBuilder drainTimeout(Duration drainTimeout) {
    this.drainTimeout = drainTimeout;
    return this;
  }

  /**
   * Checks everything, binds the sockets and begins to serve.
   *
   * @return a running server, to be closed
   * @throws IOException if an address cannot be bound
   * @throws IllegalArgumentException if one address has port 0 and another has not, or the UDP
   *     transport named is unknown or cannot run here
   * @throws dev.gslb.zone.RefusedException if a zone or a policy is wrong; then no socket was
   *     opened
   */
  public GslbServer start() throws IOException {
    if (addresses.isEmpty()) {
      listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    return GslbServer.start(this);
  }

  /**
   * Explains what a server that was just started would answer, every endpoint still ranking as up.
   * Opens no socket and checks no health.
   *
   * @param name the name asked for
   * @param type the type asked for
   * @param client who asks; null for a client on this host
   * @return the answer and how it comes about
   * @throws dev.gslb.zone.RefusedException if a zone or a policy is wrong
   */
  public Explanation explain(DomainName name, RecordType type, @Nullable InetAddress client) {
    return GslbServer.explain(this, name, type, client);
  }

  String name() {
    return name;
  }

  List<Zone> zones() {
    return zones;
  }

  List<RouterProvider> routers() {
    List<RouterProvider> all = new ArrayList<>(routers);
    all.addAll(Providers.find(RouterProvider.class, plugins));
    return all;
  }

  List<HealthMonitorProvider> monitors() {
    return monitors.isEmpty() ? Providers.find(HealthMonitorProvider.class, plugins) : monitors;
  }

  List<UdpTransportProvider> udpTransports() {
    return Providers.find(UdpTransportProvider.class, plugins);
  }

  EngineOptions engine() {
    EngineOptions options =
        new EngineOptions(
            maxUdpBytes,
            useClientSubnet,
            notServing,
            identity,
            cookies,
            idleTimeout,
            Optional.empty(),
            new AccessLists());
    return rateLimit == null
        ? options
        : options.limitedTo(rateLimit, new SecureRandom().nextLong());
  }

  ExchangeConfig exchange() {
    return exchange;
  }

  ZoneJournal journal() {
    return journal;
  }

  QueryAccess access() {
    return access;
  }

  List<Command> commands() {
    return commands;
  }

  TransportConfig transport() {
    return new TransportConfig(
        addresses, udp, maxConnections, maxConnectionsPerClient, idleTimeout, drainTimeout);
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  SplittableRandom random() {
    return new SplittableRandom(new SecureRandom().nextLong());
  }
}
