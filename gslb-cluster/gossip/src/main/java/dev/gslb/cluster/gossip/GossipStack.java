package dev.gslb.cluster.gossip;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jgroups.JChannel;
import org.jgroups.PhysicalAddress;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.DefaultSocketFactory;
import org.jgroups.util.ExtendedUUID;
import org.jgroups.util.LazyThreadFactory;

/*
 * From the bottom: TCP on one port, with TLS where there is a key; the initial hosts; merging of
 * parts that did not know each other; heartbeats; order and repetition; views; credits, so that a
 * fast sender fills no memory; pieces of 60,000 octets. There is no FD_SOCK2: it would listen on a
 * second port, without TLS; the transport itself reports broken connections instead.
 */
/** Puts the protocols of JGroups together. */
final class GossipStack {
  /** Where an address has the node's name. */
  static final String NODE = "n";

  private static final int PIECE_BYTES = 60_000;
  private static final int MAX_FRAME_BYTES = 256 << 10; // more ends the connection
  private static final int CREDIT_BYTES = 4 << 20;
  private static final int HEARTBEATS = 5; // within the time of a failure
  private static final int VERIFY_MILLIS = 500;
  private static final int CONNECT_MILLIS = 1000;
  private static final int JOIN_MILLIS = 1000;
  private static final int LEAVE_MILLIS = 1000;
  private static final int MERGE_MIN_MILLIS = 1000;
  private static final int MERGE_MAX_MILLIS = 4000;
  private static final int STABLE_MILLIS = 10_000;

  private GossipStack() {}

  /** Makes a channel that is not connected. */
  static JChannel channel(GossipConfig config) throws Exception {
    long failureMillis = config.failureAfter().toMillis();
    TCPPING discovery = new TCPPING();
    discovery.setInitialHosts(config.initialHosts());
    discovery.portRange(0);
    discovery.asyncDiscovery(true);
    // Who is asked tells of all it knows: two nodes may have but a third one in common.
    discovery.returnEntireCache(true);
    FD_ALL3 heartbeats = new FD_ALL3();
    heartbeats.setTimeout(failureMillis);
    heartbeats.setInterval(failureMillis / HEARTBEATS);
    NAKACK2 order = new NAKACK2();
    order.useMcastXmit(false);
    UFC toOne = new UFC();
    toOne.setMaxCredits(CREDIT_BYTES);
    MFC toAll = new MFC();
    toAll.setMaxCredits(CREDIT_BYTES);
    FRAG2 pieces = new FRAG2();
    pieces.setFragSize(PIECE_BYTES);
    JChannel channel =
        new JChannel(
            transport(config),
            discovery,
            new MERGE3().setMinInterval(MERGE_MIN_MILLIS).setMaxInterval(MERGE_MAX_MILLIS),
            heartbeats,
            new VERIFY_SUSPECT2().setTimeout(VERIFY_MILLIS),
            order,
            new UNICAST3(),
            new STABLE().setDesiredAverageGossip(STABLE_MILLIS).setMaxBytes(CREDIT_BYTES),
            new GMS()
                .printLocalAddress(false)
                .setJoinTimeout(JOIN_MILLIS)
                .setLeaveTimeout(LEAVE_MILLIS),
            toOne,
            toAll,
            pieces);
    channel.setName(config.self().value());
    channel.setDiscardOwnMessages(true);
    channel.addAddressGenerator(
        () ->
            ExtendedUUID.randomUUID(config.self().value())
                .put(NODE, config.self().value().getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  /** Sets where nodes are looked for, from the next round of discovery on. */
  static void seek(JChannel channel, GossipConfig config, List<InetSocketAddress> hosts) {
    List<PhysicalAddress> sought =
        Stream.concat(config.initialHosts().stream(), hosts.stream())
            .filter(host -> config.key().isPresent() || host.getAddress().isLoopbackAddress())
            .distinct()
            .<PhysicalAddress>map(host -> new IpAddress(host.getAddress(), host.getPort()))
            .toList();
    TCPPING discovery = channel.getProtocolStack().findProtocol(TCPPING.class);
    discovery.setInitialHosts2(sought); // an immutable list: JGroups' threads read it unguarded
  }

  private static TCP transport(GossipConfig config) throws Exception {
    TCP tcp = new TCP();
    tcp.setBindAddr(config.bind().getAddress());
    tcp.setBindPort(config.bind().getPort());
    tcp.setPortRange(0);
    if (config.advertise().isPresent()) {
      InetSocketAddress advertised = config.advertise().get();
      tcp.setExternalAddr(advertised.getAddress());
      tcp.setExternalPort(advertised.getPort());
    }
    tcp.setSocketFactory(
        config
            .key()
            .<DefaultSocketFactory>map(key -> new GuardedSockets(KeyedIdentity.context(key)))
            .orElseGet(DefaultSocketFactory::new));
    tcp.setMaxLength(MAX_FRAME_BYTES);
    tcp.setSockConnTimeout(CONNECT_MILLIS);
    tcp.enableSuspectEvents(true);
    tcp.setThreadFactory(new LazyThreadFactory("gslb-gossip-jgroups", true, true));
    tcp.setDiagnosticsHandler(new DiagnosticsHandler().setEnabled(false));
    return tcp;
  }
}
