package dev.gslb.transport.linux;

import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Opens transports and asks them. */
final class Servers {
  private static final int PATIENCE_MILLIS = 20_000;

  private Servers() {}

  static TransportConfig config(String address, UdpConfig udp) {
    return new TransportConfig(
        List.of(new InetSocketAddress(address, 0)),
        udp,
        10,
        10,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  static LinuxUdpTransport serve(
      String address, UdpConfig udp, QueryHandler.Factory handlers, CountedFaults faults)
      throws IOException {
    LinuxUdpTransport transport =
        LinuxUdpTransport.open("test", config(address, udp), handlers, faults);
    transport.start();
    return transport;
  }

  static int port(LinuxUdpTransport transport) {
    return transport.localAddresses().get(0).getPort();
  }

  /** A socket that hears nobody but this address. */
  static DatagramSocket client(String server, int port) throws IOException {
    DatagramSocket client = new DatagramSocket();
    client.setSoTimeout(PATIENCE_MILLIS);
    client.connect(InetAddress.getByName(server), port);
    return client;
  }

  static void send(DatagramSocket client, byte... request) throws IOException {
    client.send(new DatagramPacket(request, request.length));
  }

  static byte[] receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  static byte[] ask(DatagramSocket client, byte... request) throws IOException {
    send(client, request);
    return receive(client);
  }
}
