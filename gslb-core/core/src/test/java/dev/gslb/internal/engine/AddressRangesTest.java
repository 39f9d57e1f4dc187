package dev.gslb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sorted ranges hold what the networks hold. */
class AddressRangesTest {
  private static Network network(String text) throws UnknownHostException {
    String[] parts = text.split("/", 2);
    return new Network(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
  }

  private static boolean contains(AddressRanges ranges, InetAddress address) {
    Sender sender = new Sender(new InetSocketAddress(address, 53), false);
    return ranges.contains(sender.clientIsIpv4(), sender.clientHigh(), sender.clientLow());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0.0.0.0/0,           0.0.0.0 255.255.255.255,          :: ::ffff:0:1:0
          ::/0,                :: ffff::1,                       0.0.0.0 192.0.2.1
          192.0.2.128/25,      192.0.2.128 192.0.2.255,          192.0.2.127 192.0.3.0
          255.255.255.255/32,  255.255.255.255,                  255.255.255.254
          10.1.2.3/8,          10.0.0.0 10.255.255.255,          9.255.255.255 11.0.0.0
          2001:db8::/64,       2001:db8::1 2001:db8::8000:0:0:1, 2001:db8:0:1:: 2001:db7:ffff::
          2001:db8::8000/113,  2001:db8::8000 2001:db8::ffff,    2001:db8::7fff 2001:db8::1:0
          8000::/1,            8000:: ffff::,                    7fff:ffff:: ::
          """)
  void ends_areWithinAndTheirNeighboursAreNot(String network, String within, String without)
      throws UnknownHostException {
    AddressRanges ranges = new AddressRanges(List.of(network(network)));
    for (String text : within.split(" ", -1)) {
      assertThat(contains(ranges, InetAddress.getByName(text))).as(text).isTrue();
    }
    for (String text : without.split(" ", -1)) {
      assertThat(contains(ranges, InetAddress.getByName(text))).as(text).isFalse();
    }
  }

  /** Addresses that differ in few places, so that networks meet, and of both families. */
  @Provide
  Arbitrary<InetAddress> addresses() {
    Arbitrary<Byte> octet = Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7F, (byte) 0x80, (byte) -1);
    return Arbitraries.of(4, 16)
        .flatMap(length -> octet.array(byte[].class).ofSize(length))
        .filter(octets -> !isMapped(octets))
        .map(
            octets -> {
              try {
                return InetAddress.getByAddress(octets);
              } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static boolean isMapped(byte[] octets) {
    boolean mapped = octets.length == 16 && octets[10] == -1 && octets[11] == -1;
    for (int i = 0; i < 10 && mapped; i++) {
      mapped = octets[i] == 0;
    }
    return mapped;
  }

  @Provide
  Arbitrary<Network> networks() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
        .as((address, prefix) -> new Network(address, prefix % (8 * octets(address) + 1)));
  }

  private static int octets(InetAddress address) {
    return address.getAddress().length;
  }

  @Property(seed = "1")
  void anyNetworks_holdWhatOneOfThemHolds(
      @ForAll("networks") Network first,
      @ForAll @Size(max = 40) List<@From("networks") Network> others,
      @ForAll @Size(min = 20, max = 20) List<@From("addresses") InetAddress> asked) {
    List<Network> networks = new ArrayList<>(others);
    networks.add(first);
    AddressRanges ranges = new AddressRanges(networks);
    List<InetAddress> all = new ArrayList<>(asked);
    networks.forEach(network -> all.add(network.address()));
    for (InetAddress address : all) {
      boolean expected = networks.stream().anyMatch(network -> network.contains(address));
      assertThat(contains(ranges, address)).as("%s in %s", address, networks).isEqualTo(expected);
    }
  }
}
