package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Who may update a zone, and why somebody may not. */
class PermissionsTest {
  private static final DomainName APEX = DomainName.of("example");

  private static Permissions permissions() throws IOException {
    AccessRule network = AccessRule.from(new Network(InetAddress.getByName("192.0.2.0"), 24));
    UpdateGrant grant = new UpdateGrant(network, List.of(), Set.of());
    ZoneExchange dynamic =
        new ZoneExchange(List.of(), List.of(), GslbContent.OMIT, Optional.of(List.of(grant)));
    return Permissions.of(new ExchangeConfig(List.of(), ZoneExchange.NONE, Map.of(APEX, dynamic)));
  }

  private static Request update(String client, boolean stream) throws IOException {
    Message message =
        Message.newQuery(Record.newRecord(Name.fromString("example."), Type.SOA, DClass.IN));
    message.getHeader().setOpcode(Opcode.UPDATE);
    InetSocketAddress address = new InetSocketAddress(client, 4_000);
    return new Request(
        address, stream, message.toWire(), null, new Nobody(), InstantSource.system());
  }

  @Test
  void rfc3007_anUpdateOverUdp_isPermittedByNoAddressButThatOfThisHost() throws IOException {
    Permissions permissions = permissions();
    assertThat(permissions.grants(update("192.0.2.1", true), APEX)).hasSize(1);
    assertThat(permissions.grants(update("192.0.2.1", false), APEX)).isEmpty();
    assertThat(permissions.whyNone(update("192.0.2.1", false), APEX))
        .isEqualTo("over UDP an update must be signed, or come from this host");
  }

  @Test
  void whoHasNoGrant_isToldWhetherAnybodyCouldHaveOne() throws IOException {
    Permissions permissions = permissions();
    assertThat(permissions.whyNone(update("198.51.100.1", true), APEX))
        .isEqualTo("nothing is granted to this address or key");
    assertThat(permissions.whyNone(update("192.0.2.1", true), DomainName.of("other")))
        .isEqualTo("the zone is not dynamic");
  }
}
