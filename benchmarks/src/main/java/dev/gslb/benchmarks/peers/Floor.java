package dev.gslb.benchmarks.peers;

/** The floors as servers, each in a JVM of its own with the collector that our server uses. */
final class Floor {
  private Floor() {}

  static Peer udp(Jdk jdk) {
    return peer(jdk, UdpEcho.class);
  }

  static Peer tcp(Jdk jdk) {
    return peer(jdk, TcpEcho.class);
  }

  private static Peer peer(Jdk jdk, Class<?> program) {
    return new Peer(
        "floor " + jdk.major(),
        Peer.Traits.FLOOR,
        (folder, port, workload) ->
            Peer.Launch.of(
                jdk.program("java"),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                String.valueOf(port)));
  }
}
