package dev.gslb;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports for servers whose address others must know before they run. */
public final class FreePort {
  private FreePort() {}

  /**
   * Returns a port of loopback that neither UDP nor TCP uses now.
   *
   * @return 1 to 65535
   * @throws IOException if there is no socket left
   */
  public static int find() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    while (true) {
      try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
          DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
        return udp.getLocalPort();
      } catch (BindException e) {
        // UDP has that port already; the next one may be free for both.
      }
    }
  }
}
