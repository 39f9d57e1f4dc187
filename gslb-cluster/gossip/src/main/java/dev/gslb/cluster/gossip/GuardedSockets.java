package dev.gslb.cluster.gossip;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;

/** Makes the sockets of JGroups: TLS on both sides. */
final class GuardedSockets extends DefaultSocketFactory {
  private final SSLContext context;

  GuardedSockets(SSLContext context) {
    super(context);
    this.context = context;
  }

  @Override
  public ServerSocket createServerSocket(String name) throws IOException {
    return new GuardedServerSocket(context.getSocketFactory());
  }

  /** A peer that says nothing must not hold up its caller for ever. */
  @Override
  public Socket createSocket(String name) throws IOException {
    SSLSocket socket = (SSLSocket) super.createSocket(name);
    socket.setSoTimeout(GuardedServerSocket.HANDSHAKE_MILLIS);
    socket.addHandshakeCompletedListener(done -> waitForEver(socket));
    return socket;
  }

  private static void waitForEver(SSLSocket socket) {
    try {
      socket.setSoTimeout(0);
    } catch (SocketException e) {
      // it is closed already, and its reader knows
    }
  }
}
