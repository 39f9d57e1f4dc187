package dev.gslb.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks the demonstration's server over UDP, as anybody would. */
final class DemoClient {
  private final SimpleResolver resolver;

  DemoClient(InetSocketAddress server) {
    resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(10));
  }

  /** Returns the addresses of a name, for a client in a /24 network if one is given. */
  List<String> addresses(String name, @Nullable String network) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN));
    if (network != null) {
      InetAddress client = Inet4Address.getByName(network);
      query.addRecord(
          new OPTRecord(1232, 0, 0, 0, List.of(new ClientSubnetOption(24, 0, client))),
          Section.ADDITIONAL);
    }
    List<String> addresses = new ArrayList<>();
    for (Record record : resolver.send(query).getSection(Section.ANSWER)) {
      addresses.add(((ARecord) record).getAddress().getHostAddress());
    }
    return addresses;
  }
}
