package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.Tickets;
import dev.gslb.internal.wire.ClientSubnet;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.RouteRequest;

/** One query as the routers see it. Reused; confined to one worker. */
final class RouteContext implements RouteRequest {
  /** Keeps the draw of who is a candidate apart from the router's own draw. */
  private static final long THINNING = 0x6A09E667F3BCC908L;

  private final QueryReader query;
  private final boolean useSubnet;
  private final boolean peek;
  private Inbound inbound = NoClient.INSTANCE;
  private Tickets tickets = Tickets.none();
  private boolean fromSubnet;
  private long nameHash;
  private int recordType;
  private long queryEntropy;
  private long nodeSeed;
  private int ticketIndex;
  private long ticketValue;
  private boolean ticketTaken;
  private int wanted;

  /**
   * Makes a context.
   *
   * @param query the query of the moment
   * @param useSubnet whether the client subnet option is heeded
   * @param peek whether tickets are only looked at
   */
  RouteContext(QueryReader query, boolean useSubnet, boolean peek) {
    this.query = query;
    this.useSubnet = useSubnet;
    this.peek = peek;
  }

  void beginQuery(Inbound inbound, long entropy) {
    this.inbound = inbound;
    this.queryEntropy = entropy;
    this.fromSubnet = useSubnet && query.subnet().namesClient();
  }

  /** Who sent the query; the subnet that it names is somebody else's. */
  Inbound inbound() {
    return inbound;
  }

  void beginName(Tickets tickets, long nameHash, int recordType) {
    this.tickets = tickets;
    this.nameHash = nameHash;
    this.recordType = recordType;
  }

  void beginNode(NodeView node, int firstTicket, int wanted) {
    this.nodeSeed = node.key().seed();
    this.ticketIndex = firstTicket + node.key().ticket();
    this.ticketTaken = false;
    this.wanted = wanted;
  }

  @Override
  public boolean clientIsIpv4() {
    return fromSubnet ? query.subnet().ipv4() : inbound.clientIsIpv4();
  }

  @Override
  public long clientHigh() {
    return fromSubnet ? query.subnet().high() : inbound.clientHigh();
  }

  @Override
  public long clientLow() {
    return fromSubnet ? query.subnet().low() : inbound.clientLow();
  }

  @Override
  public int clientPrefixLength() {
    if (fromSubnet) {
      ClientSubnet subnet = query.subnet();
      return subnet.sourcePrefix();
    }
    return inbound.clientIsIpv4() ? 32 : 128;
  }

  @Override
  public long nameHash() {
    return nameHash;
  }

  @Override
  public int recordType() {
    return recordType;
  }

  @Override
  public long entropy() {
    return mix(queryEntropy ^ nodeSeed);
  }

  @Override
  public long ticket() {
    if (!ticketTaken) {
      ticketValue = peek ? tickets.peek(ticketIndex) : tickets.next(ticketIndex);
      ticketTaken = true;
    }
    return ticketValue;
  }

  @Override
  public int wanted() {
    return wanted;
  }

  boolean fromSubnet() {
    return fromSubnet;
  }

  /** As {@link #entropy}, but independent of it. */
  long thinningEntropy() {
    return mix(queryEntropy ^ nodeSeed ^ THINNING);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
