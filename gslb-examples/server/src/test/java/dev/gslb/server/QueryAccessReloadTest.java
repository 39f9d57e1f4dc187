package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Who may ask follows the file, without a restart. */
final class QueryAccessReloadTest {
  private static final String LOOPBACK = "127.0.0.0/8";
  private static final String ELSEWHERE = "192.0.2.0/24";

  @TempDir private Path folder;

  private Path write(String all, String single) throws IOException {
    return Files.writeString(
        folder.resolve("gslb.yaml"),
        """
        dns: {listen_address: "127.0.0.1:0"}
        access: {queries: [%s]}
        zones:
          - {name: example.com}
          - {name: example.net, access: {queries: [%s]}}
        """
            .formatted(all, single));
  }

  private static String rcode(ReferenceServer server, String name) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server.addresses().get(0));
    resolver.setTimeout(Duration.ofSeconds(30));
    Record question = Record.newRecord(Name.fromString(name), Type.SOA, DClass.IN);
    return Rcode.string(resolver.send(Message.newQuery(question)).getRcode());
  }

  @Test
  void lists_areThoseOfTheFile() throws IOException {
    Path file = write(LOOPBACK, ELSEWHERE);
    ConfigLoader loader = new ConfigLoader(Map.of(), getClass().getClassLoader());
    try (ReferenceServer server = ReferenceServer.start(file, loader)) {
      assertThat(rcode(server, "example.com.")).isEqualTo("NOERROR");
      assertThat(rcode(server, "example.net.")).isEqualTo("REFUSED");

      write(ELSEWHERE, LOOPBACK);
      server.reload();
      assertThat(rcode(server, "example.com.")).isEqualTo("REFUSED");
      assertThat(rcode(server, "example.net.")).isEqualTo("NOERROR");

      write("nowhere", ELSEWHERE);
      server.reload();
      assertThat(rcode(server, "example.com.")).as("still").isEqualTo("REFUSED");
      assertThat(rcode(server, "example.net.")).as("still").isEqualTo("NOERROR");
    }
  }
}
