package dev.gslb;

import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A server whose endpoints come and go as the test says. */
abstract class PolicyScenario {
  final Asking server = Asking.of();

  @AfterEach
  void close() {
    server.close();
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Endpoint endpoint(String address) {
    return Endpoint.of(address, new Target.Address(address(address)))
        .withCheck(HealthCheckConfig.of("http", address, 80));
  }

  static Policy policy(String router, String... addresses) {
    return Policy.of(
        router, router, Arrays.stream(addresses).map(PolicyScenario::endpoint).toList());
  }

  void serve(GslbName... names) {
    var zone = Asking.builder("example");
    for (GslbName name : names) {
      zone.add(name);
    }
    server.apply(List.of(zone.build()));
  }

  void serve(Policy policy) {
    serve(GslbName.of("www.example", policy));
  }

  List<String> answers(String type) {
    List<String> rdata = new ArrayList<>();
    for (String record : server.answer("www.example", type)) {
      rdata.add(record.substring(record.lastIndexOf(' ') + 1));
    }
    return rdata;
  }

  void down(String... endpoints) {
    for (String endpoint : endpoints) {
      server.observe(endpoint, Verdict.DOWN);
    }
  }
}
