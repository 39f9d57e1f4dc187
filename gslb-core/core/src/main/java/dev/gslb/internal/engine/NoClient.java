package dev.gslb.internal.engine;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.Responder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Stands where no request has been yet. */
enum NoClient implements Inbound {
  INSTANCE;

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
    return 0;
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
    throw new UnsupportedOperationException("there is no request to defer");
  }
}
