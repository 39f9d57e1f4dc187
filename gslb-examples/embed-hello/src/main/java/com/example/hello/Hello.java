package com.example.hello;

import dev.gslb.GslbServer;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Answers {@code www.example.com} with two addresses in turn until the process is stopped. */
public final class Hello {
  private Hello() {}

  /**
   * Serves at a port of 127.0.0.1.
   *
   * @param arguments the port; without it a free one
   * @throws IOException if the port is taken
   * @throws InterruptedException if the wait for the end is cut short
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
    try (GslbServer server = start(port)) {
      System.out.println("Ask: dig @127.0.0.1 -p " + server.port() + " www.example.com");
      Thread.currentThread().join();
    }
  }

  static GslbServer start(int port) throws IOException {
    // begin: embed
    Endpoint rome = Endpoint.of("rome", new Target.Address(InetAddress.getByName("192.0.2.1")));
    Endpoint oslo = Endpoint.of("oslo", new Target.Address(InetAddress.getByName("192.0.2.2")));
    Policy inTurn = Policy.of("in-turn", "round-robin", List.of(rome, oslo));
    Zone zone =
        Zone.builder("example.com")
            .synthesizeApex()
            .add(GslbName.of("www.example.com", inTurn))
            .build();
    GslbServer server = GslbServer.builder().listen("127.0.0.1", port).zone(zone).start();
    // end: embed
    return server;
  }
}
