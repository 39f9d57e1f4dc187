package dev.gslb.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Responder;
import dev.gslb.spi.UdpConfig;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket for all addresses answers from the one that was asked (RFC 1123 section 6.1.4). */
class WildcardTest {
  private final CountedFaults faults = new CountedFaults();

  @ParameterizedTest
  @CsvSource({"0.0.0.0,127.0.0.1", "0.0.0.0,127.1.2.3", "::,::1", "::,127.0.0.1", "::,127.9.8.7"})
  void handle_wildcard_answersFromTheAddressAsked(String wildcard, String asked) throws Exception {
    try (LinuxUdpTransport server =
            Servers.serve(wildcard, UdpConfig.DEFAULT, () -> new EchoHandler(1), faults);
        DatagramSocket client = Servers.client(asked, Servers.port(server))) {
      byte[] answer = Servers.ask(client, (byte) 9);
      assertThat(answer).hasSize(1 + EchoHandler.ADDED).startsWith(9);
      byte[] local = client.getLocalAddress().getAddress();
      ByteBuffer told = ByteBuffer.wrap(answer).position(1);
      assertThat(told.get()).isEqualTo((byte) (local.length == 4 ? 4 : 6));
      ByteBuffer expected = ByteBuffer.wrap(local);
      assertThat(told.getLong())
          .isEqualTo(
              local.length == 4 ? Integer.toUnsignedLong(expected.getInt()) : expected.getLong());
      assertThat(told.getLong()).isEqualTo(local.length == 4 ? 0 : expected.getLong());
    }
    assertThat(faults.sends).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0,127.1.2.3", "::,::1", "::,127.9.8.7"})
  void defer_wildcard_answersFromTheAddressAsked(String wildcard, String asked) throws Exception {
    try (LinuxUdpTransport server =
            Servers.serve(wildcard, UdpConfig.DEFAULT, DeferringHandler::new, faults);
        DatagramSocket client = Servers.client(asked, Servers.port(server))) {
      assertThat(Servers.ask(client, (byte) 7)).isEqualTo(new byte[12]);
      assertThat(client.getRemoteSocketAddress())
          .extracting("address")
          .isEqualTo(InetAddress.getByName(asked));
    }
  }

  private static final class DeferringHandler implements QueryHandler {
    @Override
    public void beginBatch() {}

    @Override
    public int handle(
        Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
      if (requestLength == 0) {
        return DROP;
      }
      Responder responder = inbound.defer();
      new Thread(
              () -> {
                try (responder) {
                  responder.send(new byte[12], 12);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              })
          .start();
      return DEFER;
    }
  }
}
