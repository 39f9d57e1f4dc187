package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Has ldns-signzone sign a zone with a key made for it. */
record ZoneSigner(Path folder) {
  /** Signs; the options say with which kind of proofs. Returns the signed master file. */
  Path sign(String origin, Path plain, String options) throws Exception {
    String key = run("ldns-keygen", "-a", "ECDSAP256SHA256", "-k", origin).trim();
    List<String> command = new ArrayList<>(List.of("ldns-signzone"));
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ")));
    }
    command.addAll(List.of("-o", origin, "-f", "signed.zone", plain.toString(), key));
    run(command.toArray(String[]::new));
    return folder.resolve("signed.zone");
  }

  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve(command[0] + ".err").toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(Files.readString(folder.resolve(command[0] + ".err")))
        .isZero();
    return out;
  }
}
