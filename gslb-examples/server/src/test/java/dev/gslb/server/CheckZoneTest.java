package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckZoneTest {
  private static final String APEX = "$TTL 60\n@ SOA ns1 admin 7 2 3 4 5\n@ NS ns1\n";

  @TempDir private Path folder;

  private Run check(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("a.zone"), text);
    return Run.of("check-zone", file.toString(), "example.com");
  }

  @Test
  void rightFile_exits0AndCountsWhatItHas() throws Exception {
    Run run = check(APEX + "ns1 A 192.0.2.1\n");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("a.zone: right: zone example.com., serial 7, 3 RRsets");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void oddFile_exits0WithWarnings() throws Exception {
    Run run = check(APEX);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains(
            "a.zone:3: warning: example.com. NS: name server ns1.example.com. without address");
  }

  @Test
  void wrongFile_exits1WithEveryError() throws Exception {
    Run run = check(APEX + "www A 1.2.3\nout.test. A 192.0.2.1\nwww CNAME ns1\nwww TXT a\n");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("a.zone:4: "))
        .anySatisfy(line -> assertThat(line).contains("a.zone:5: out.test. A: outside the zone"))
        .anySatisfy(line -> assertThat(line).contains("a.zone:7: www.example.com.: CNAME beside"));
  }

  @Test
  void missingFile_exits1() {
    Run run = Run.of("check-zone", folder.resolve("none.zone").toString(), "example.com");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("none.zone: no such file");
  }

  @Test
  void wrongUsage_exits2() {
    assertThat(Run.of("check-zone", "a.zone").exitCode()).isEqualTo(2);
    assertThat(Run.of("check-zone", "a.zone", "exam..ple").exitCode()).isEqualTo(2);
  }
}
