package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.zone.Zone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Section;

/** RFC 2308: negative answers. */
class Rfc2308Test {
  private static List<String> authority(long soaTtl, long minimum) {
    Zone zone =
        Zone.builder("example")
            .add("@", "SOA", soaTtl, "ns.example. admin.example. 1 2 3 4 " + minimum)
            .add("@", "NS", 60, "ns.example.")
            .build();
    try (Asking server = Asking.of(zone)) {
      return Asking.texts(server.ask("missing.example", "A"), Section.AUTHORITY);
    }
  }

  @Test
  void section5_minimumBelowTtl_isTheNegativeTtl() {
    assertThat(authority(3600, 30))
        .containsExactly("example. 30 SOA ns.example. admin.example. 1 2 3 4 30");
  }

  @Test
  void section5_ttlBelowMinimum_isTheNegativeTtl() {
    assertThat(authority(20, 300))
        .containsExactly("example. 20 SOA ns.example. admin.example. 1 2 3 4 300");
  }
}
