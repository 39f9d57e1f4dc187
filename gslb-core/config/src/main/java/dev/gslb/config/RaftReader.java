package dev.gslb.config;

import dev.gslb.spi.Network;
import dev.gslb.zone.Options;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code cluster.raft}. Where Raft talks follows from where gossip does, one port above; the
 * rest is for the backend to check.
 */
final class RaftReader {
  private static final String ADDRESS = "host:port with an IP address, or [v6]:port";
  private static final int MOST_PORT = 0xFFFF;

  private final MapReader cluster;
  private final InetSocketAddress bind;
  private final InetSocketAddress advertise;

  RaftReader(MapReader cluster, InetSocketAddress bind, InetSocketAddress advertise) {
    this.cluster = cluster;
    this.bind = bind;
    this.advertise = advertise;
  }

  Options read(Path directory, boolean bootstrap, List<InetSocketAddress> join) {
    cluster.onlyWith("backend etcd", "etcd");
    MapReader raft = cluster.map("raft");
    Options options = Options.of("data_dir", directory.resolve("raft").toString());
    InetSocketAddress raftBind = above(bind, "bind_address");
    InetSocketAddress raftAdvertise =
        advertise.equals(bind) ? raftBind : above(advertise, "advertise_address");
    if (raft != null) {
      raftBind = raft.parsed("bind_address", raftBind, ADDRESS, Addresses::listen);
      if (raft.has("bind_address") && !cluster.has("advertise_address")) {
        raftAdvertise = raftBind;
      }
      raftAdvertise = raft.parsed("advertise_address", raftAdvertise, ADDRESS, Addresses::listen);
      Node.Section rest = raft.without("bind_address", "advertise_address");
      for (var entry :
          Scalars.options(rest, ClusterReader.FILES, cluster.problems()).values().entrySet()) {
        options = options.with(entry.getKey(), entry.getValue());
      }
    }
    return options
        .with("bind_address", text(raftBind))
        .with("advertise_address", text(raftAdvertise))
        .with("bootstrap", bootstrap)
        .with("join", join.stream().map(node -> text(above(node, "join"))).toList());
  }

  private InetSocketAddress above(InetSocketAddress gossip, String key) {
    if (gossip.getPort() == 0 || gossip.getPort() == MOST_PORT) {
      cluster.problems().add(cluster.place(key), text(gossip), "a port of 1..65534");
      return gossip;
    }
    return new InetSocketAddress(gossip.getAddress(), gossip.getPort() + 1);
  }

  private static String text(@Nullable InetSocketAddress address) {
    if (address == null) {
      return "";
    }
    String host = Network.text(address.getAddress());
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
