package dev.gslb.internal.engine;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.Responder;
import dev.gslb.zone.DomainName;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request that no transport holds any more.
 *
 * @param client address and port
 * @param isStream whether the answer may have any size
 * @param signer the TSIG key that signed the request, proven; null if it is not signed
 */
public record Sender(InetSocketAddress client, boolean isStream, @Nullable DomainName signer)
    implements Inbound {
  /** Who sent a request without a signature. */
  public Sender(InetSocketAddress client, boolean isStream) {
    this(client, isStream, null);
  }

  @Override
  public boolean clientIsIpv4() {
    return client.getAddress().getAddress().length == 4;
  }

  @Override
  public long clientHigh() {
    return bits(0, clientIsIpv4() ? 4 : 8);
  }

  @Override
  public long clientLow() {
    return clientIsIpv4() ? 0 : bits(8, 16);
  }

  private long bits(int from, int to) {
    byte[] octets = client.getAddress().getAddress();
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 8 | (octets[i] & 0xFF);
    }
    return bits;
  }

  @Override
  public Responder defer() {
    throw new UnsupportedOperationException("the request was taken already");
  }
}
