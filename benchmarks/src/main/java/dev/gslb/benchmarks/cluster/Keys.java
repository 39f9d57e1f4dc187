package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The secrets of one cluster, made anew for each run: an authority, and what it signs. */
final class Keys {
  private static final String CURVE = "ec_paramgen_curve:P-256";

  private final Path folder;
  private final String token = random();
  private final String gossipKey = random();

  private Keys(Path folder) {
    this.folder = folder;
  }

  static Keys make(Path folder) throws IOException {
    Keys keys = new Keys(folder);
    Files.createDirectories(folder);
    List<String> command = keys.request("ca", "authority");
    command.addAll(List.of("-x509", "-days", "2", "-addext", "keyUsage=keyCertSign"));
    Shell.run(command);
    return keys;
  }

  private static String random() {
    byte[] octets = new byte[32];
    new SecureRandom().nextBytes(octets);
    return Base64.getEncoder().encodeToString(octets);
  }

  private List<String> request(String file, String subject) {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-newkey", "ec"));
    command.addAll(List.of("-pkeyopt", CURVE, "-nodes", "-subj", "/CN=" + subject));
    command.addAll(List.of("-keyout", path(file, ".key"), "-out", path(file, ".pem")));
    return command;
  }

  private String path(String file, String suffix) {
    return folder.resolve(file + suffix).toString();
  }

  /** What a node needs that is reached at an address. */
  Access of(String name, String address) throws IOException {
    List<String> command = request(name, name);
    command.addAll(List.of("-x509", "-days", "2", "-CA", path("ca", ".pem")));
    command.addAll(
        List.of("-CAkey", path("ca", ".key"), "-addext", "subjectAltName=IP:" + address));
    command.addAll(List.of("-addext", "basicConstraints=critical,CA:FALSE"));
    Shell.run(command);
    return new Access(
        token,
        gossipKey,
        folder.resolve(name + ".pem"),
        folder.resolve(name + ".key"),
        folder.resolve("ca.pem"));
  }
}
