package dev.gslb.server;

import dev.gslb.zone.RecordType;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gslb query}: asks a server one question and prints the response. */
@Command(
    name = "query",
    description = "Asks a DNS server. Exits with 0 if it answered, whatever it said.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  private static final int UDP_PAYLOAD = 1_232;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "NAME", description = "The name asked for.")
  private String name = ".";

  @Parameters(index = "1", paramLabel = "TYPE", description = "The type asked for, such as A.")
  private String type = "A";

  @Option(
      names = "--server",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The server; an IPv6 address in brackets.")
  private String server = "127.0.0.1:53";

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      description = "Sends this client subnet, such as 192.0.2.0/24 (RFC 7871).")
  private @Nullable String subnet;

  @Option(names = "--tcp", description = "Asks over TCP.")
  private boolean tcp;

  @Override
  public Integer call() throws IOException {
    int rrtype = RecordType.of(type).value();
    Name absolute = Name.concatenate(Name.fromString(name), Name.root);
    Message query = Message.newQuery(Record.newRecord(absolute, rrtype, DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    query.addRecord(opt(subnet), Section.ADDITIONAL);
    SimpleResolver resolver = new SimpleResolver(SocketAddresses.parse("--server", server));
    resolver.setTCP(tcp);
    resolver.setTimeout(Duration.ofSeconds(5));
    spec.commandLine().getOut().println(resolver.send(query));
    return CommandLine.ExitCode.OK;
  }

  private static OPTRecord opt(@Nullable String subnet) throws IOException {
    if (subnet == null) {
      return new OPTRecord(UDP_PAYLOAD, 0, 0);
    }
    int slash = subnet.indexOf('/');
    try {
      InetAddress address = InetAddress.getByName(subnet.substring(0, slash));
      int prefix = Integer.parseInt(subnet.substring(slash + 1));
      return new OPTRecord(
          UDP_PAYLOAD, 0, 0, 0, List.of(new ClientSubnetOption(prefix, 0, address)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--subnet "
              + subnet
              + " (expected: an address and a prefix length, such as 192.0.2.0/24)",
          e);
    }
  }
}
