package dev.gslb.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZoneBuilderTest {
  @TempDir private Path folder;

  private static Policy addresses() throws Exception {
    return Policy.of(
        "p",
        "first",
        List.of(Endpoint.of("e", new Target.Address(InetAddress.getByName("192.0.2.1")))));
  }

  private static Policy aliases() {
    return Policy.of(
        "c", "first", List.of(Endpoint.of("cdn", new Target.Alias(DomainName.of("cdn.test")))));
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static ZoneBuilder zone() {
    return Zone.builder("example").synthesizeApex();
  }

  @Test
  void build_withoutSoaAndNs_namesBoth() {
    assertThatThrownBy(() -> Zone.builder("example").build())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no SOA record")
        .hasMessageContaining("no NS record");
  }

  @Test
  void build_severalProblems_reportsAll() {
    ZoneBuilder builder =
        zone()
            .add("www.example", "A", 60, "not an address")
            .add("www.example", "A", -1, "192.0.2.1")
            .add("www.other", "A", 60, "192.0.2.1")
            .add("x.example", "NONSENSE", 60, "1")
            .add("c.example", "CNAME", 60, "a.example.")
            .add("c.example", "TXT", 60, "beside");
    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::toString)
                    .hasSize(5)
                    .anySatisfy(p -> assertThat(p).contains("not an address"))
                    .anySatisfy(p -> assertThat(p).contains("TTL -1").contains("0..2147483647"))
                    .anySatisfy(p -> assertThat(p).contains("outside the zone"))
                    .anySatisfy(p -> assertThat(p).contains("NONSENSE"))
                    .anySatisfy(p -> assertThat(p).contains("CNAME beside TXT")));
  }

  @Test
  void add_sameOwnerAndTypeFromFileAndPolicy_namesBothSources() throws Exception {
    Path file =
        file(
            "example.zone",
            """
            $TTL 60
            @ SOA ns1 admin 1 2 3 4 5
              NS ns1
            www A 192.0.2.7
            """);
    ZoneBuilder builder =
        Zone.builder("example")
            .addFile(file)
            .add(GslbName.of("www.example", addresses()), "gslb.yaml:41:5 domains[2]");
    assertThatThrownBy(builder::build)
        .hasMessageContaining("gslb.yaml:41:5 domains[2] www.example. A")
        .hasMessageContaining("also declared in " + file);
  }

  @Test
  void add_twoPoliciesForOneName_namesBothSources() throws Exception {
    ZoneBuilder builder =
        zone()
            .add(GslbName.of("www.example", addresses()), "one")
            .add(GslbName.of("WWW.example", addresses()), "two");
    assertThatThrownBy(builder::build)
        .hasMessageContaining("two")
        .hasMessageContaining("also declared in one");
  }

  @Test
  void add_otherTypesBesideAPolicy_areKept() throws Exception {
    Zone zone =
        zone()
            .add(GslbName.of("www.example", addresses()))
            .add("www.example", "TXT", 60, "beside")
            .build();
    assertThat(zone.rrset(DomainName.of("www.example"), RecordType.TXT)).isPresent();
    assertThat(zone.rrset(DomainName.of("www.example"), RecordType.A)).isEmpty();
    assertThat(zone.gslbNames()).hasSize(1);
  }

  @Test
  void add_aliasPolicyBesideOtherDataOrAtApex_isRefused() {
    assertThatThrownBy(
            () ->
                zone()
                    .add(GslbName.of("www.example", aliases()))
                    .add("www.example", "TXT", 60, "beside")
                    .build())
        .hasMessageContaining("CNAME beside TXT");
    assertThatThrownBy(() -> zone().add(GslbName.of("example", aliases())).build())
        .hasMessageContaining("CNAME beside");
  }

  @Test
  void add_policyWithAddressesAndAliases_isRefused() throws Exception {
    Policy mixed = Policy.of("mixed", "first", List.of(addresses(), aliases()));
    assertThatThrownBy(() -> zone().add(GslbName.of("www.example", mixed)).build())
        .hasMessageContaining("one kind of endpoint");
  }

  @Test
  void add_policyBelowADelegation_isRefused() throws Exception {
    ZoneBuilder builder =
        zone()
            .add("sub.example", "NS", 60, "ns.test.")
            .add(GslbName.of("www.sub.example", addresses()), "here");
    assertThatThrownBy(builder::build)
        .hasMessageContaining("here www.sub.example.")
        .hasMessageContaining("at or below the delegation sub.example.");
  }

  @Test
  void addFile_includeGenerateAndTtl_areUnderstood() throws Exception {
    file("more.zone", "inc 60 A 192.0.2.9\n");
    Path file =
        file(
            "example.zone",
            """
            $ORIGIN example.
            $TTL 1h
            @ SOA ns1 admin 7 2 3 4 5
              NS ns1
            ns1 A 192.0.2.53
            $GENERATE 1-3 host$ A 192.0.2.$
            $INCLUDE more.zone
            odd TYPE65400 \\# 2 abcd
            """);
    Zone zone = Zone.builder("example").addFile(file).build();
    assertThat(zone.serial()).isEqualTo(7);
    assertThat(zone.rrset(DomainName.of("host3.example"), RecordType.A))
        .get()
        .hasToString("host3.example. 3600 IN A 192.0.2.3");
    assertThat(zone.rrset(DomainName.of("inc.example"), RecordType.A)).isPresent();
    assertThat(zone.rrset(DomainName.of("odd.example"), RecordType.of("TYPE65400"))).isPresent();
  }

  @Test
  void addFile_syntaxError_namesFileAndLine() throws Exception {
    Path file = file("bad.zone", "$TTL 60\n@ SOA ns1 admin 1 2 3 4 5\n@ NS ns1\nwww A 300.1.2.3\n");
    assertThatThrownBy(() -> Zone.builder("example").addFile(file).build())
        .hasMessageContaining(file + ":4");
  }

  @Test
  void addFile_recordsThatDoNotFit_areAllReportedWithFileAndLine() throws Exception {
    file("inner.zone", "; a comment\nout.other. A 192.0.2.1\n");
    Path file =
        file(
            "bad.zone",
            """
            $TTL 60
            @ SOA ns1 admin (
                1 2 3 4 5 )
            @ NS ns1
            $INCLUDE inner.zone
            www CH A 192.0.2.1
            """);
    assertThatThrownBy(() -> Zone.builder("example").addFile(file).build())
        .hasMessageContaining(folder.resolve("inner.zone") + ":2 out.other. A: outside the zone")
        .hasMessageContaining(file + ":6");
  }

  @Test
  void addFile_recordThatBreaksTheParser_isAProblemWithItsLine() throws Exception {
    Path file =
        file("bad.zone", "$TTL 60\n@ SOA ns1 admin 1 2 3 4 5\n@ NS ns1\nE HIP 4 10 ( 60 1w\n");
    assertThatThrownBy(() -> Zone.builder("example").addFile(file).build())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(file + ":4");
  }

  @Test
  void addFile_thatIncludesItself_isRefused() throws Exception {
    Path file = file("loop.zone", "$INCLUDE loop.zone\n");
    assertThatThrownBy(() -> Zone.builder("example").addFile(file).build())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("more than 10 files deep");
  }

  @Test
  void addFile_includeWithAnOrigin_goesBackToTheOuterOne() throws Exception {
    file("inner.zone", "www A 192.0.2.1\n");
    Path file =
        file(
            "outer.zone",
            """
            $TTL 60
            @ SOA ns1 admin 1 2 3 4 5
            @ NS ns1
            $INCLUDE inner.zone sub
            www A 192.0.2.2
            """);
    Zone zone = Zone.builder("example").addFile(file).build();
    assertThat(zone.rrset(DomainName.of("www.sub.example"), RecordType.A)).isPresent();
    assertThat(zone.rrset(DomainName.of("www.example"), RecordType.A)).isPresent();
  }

  @Test
  void addFile_missingFile_isAProblemNotAnException() {
    ZoneBuilder builder = zone().addFile(folder.resolve("none.zone"));
    assertThatThrownBy(builder::build)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("none.zone: no such file");
  }

  @Test
  void with_delegationAboveAPolicy_isRefused() throws Exception {
    Zone zone = zone().add(GslbName.of("www.sub.example", addresses())).build();
    RRset cut = RRset.of(DomainName.of("sub.example"), RecordType.NS, 60, "ns.test.");
    assertThatThrownBy(() -> zone.with(new ZoneChange(List.of(), List.of(cut))))
        .hasMessageContaining("at or below the delegation sub.example.");
  }

  @Test
  void with_changeThatBreaksTheZone_isRefusedAndLosesNothing() {
    Zone zone = zone().add("www.example", "A", 60, "192.0.2.1").build();
    ZoneChange noSoa =
        new ZoneChange(
            List.of(new ZoneChange.Key(DomainName.of("example"), RecordType.SOA)), List.of());
    assertThatThrownBy(() -> zone.with(noSoa)).hasMessageContaining("no SOA record");
    assertThat(zone.serial()).isEqualTo(1);
  }
}
