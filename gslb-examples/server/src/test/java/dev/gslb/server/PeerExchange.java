package dev.gslb.server;

import dev.gslb.spi.TsigKey;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Another maker's server that gives zones to ours, or takes some from it. */
final class PeerExchange implements AutoCloseable {
  static final String ORIGIN = "exchange.test.";

  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  static final String SECRET_TEXT = Base64.getEncoder().encodeToString(SECRET);

  static final TsigKey KEY =
      new TsigKey(DomainName.of("exchange-key"), TsigKey.Algorithm.HMAC_SHA256, SECRET);

  private final Process process;

  private PeerExchange(Process process) {
    this.process = process;
  }

  /**
   * Starts a server.
   *
   * @param maker nsd, knot or bind
   * @param folder for all of its files
   * @param zoneFile what it serves; where it keeps the zone, if it is a secondary
   * @param port where it listens
   * @param ours where our server listens
   * @param primary whether it gives the zone
   */
  static PeerExchange start(
      String maker, Path folder, Path zoneFile, int port, int ours, boolean primary)
      throws IOException {
    String text =
        switch (maker) {
          case "nsd" -> nsd(folder, zoneFile, port, ours, primary);
          case "knot" -> knot(folder, zoneFile, port, ours, primary);
          default -> bind(folder, zoneFile, port, ours, primary);
        };
    return start(maker, folder, text);
  }

  /** Starts a server with a configuration of its own form. */
  static PeerExchange start(String maker, Path folder, String text) throws IOException {
    Path config = Files.writeString(folder.resolve(maker + ".conf"), text);
    ProcessBuilder command =
        switch (maker) {
          case "nsd" -> new ProcessBuilder("nsd", "-d", "-c", config.toString());
          case "knot" -> new ProcessBuilder("knotd", "-c", config.toString());
          default -> new ProcessBuilder("named", "-g", "-c", config.toString());
        };
    return new PeerExchange(
        command
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(maker + ".out").toFile()))
            .start());
  }

  private static String nsd(Path folder, Path file, int port, int ours, boolean primary) {
    String peers =
        primary
            ? """
                notify: 127.0.0.1@%1$d exchange-key
                provide-xfr: 127.0.0.1 exchange-key
                store-ixfr: yes
                create-ixfr: yes
              """
            : """
                request-xfr: 127.0.0.1@%1$d exchange-key
                allow-notify: 127.0.0.1 exchange-key
              """;
    return """
        server:
          ip-address: 127.0.0.1
          port: %1$d
          username: ""
          zonesdir: "%2$s"
          database: ""
          pidfile: "%2$s/nsd.pid"
          xfrdfile: "%2$s/xfrd.state"
          zonelistfile: "%2$s/zone.list"
          xfrdir: "%2$s"
          verbosity: 2
        remote-control:
          control-enable: no
        key:
          name: "exchange-key"
          algorithm: hmac-sha256
          secret: "%5$s"
        zone:
          name: "%3$s"
          zonefile: "%4$s"
        """
            .formatted(port, folder, ORIGIN, file, SECRET_TEXT)
        + peers.formatted(ours).indent(2);
  }

  private static String knot(Path folder, Path file, int port, int ours, boolean primary) {
    return """
    server:
      listen: 127.0.0.1@%1$d
      rundir: %2$s
    database:
      storage: %2$s
    log:
      - target: stdout
        any: info
    key:
      - id: exchange-key
        algorithm: hmac-sha256
        secret: %5$s
    remote:
      - id: ours
        address: 127.0.0.1@%6$d
        key: exchange-key
    acl:
      - id: ours
        address: 127.0.0.1
        key: exchange-key
        action: [transfer, notify]
    zone:
      - domain: %3$s
        file: %4$s
        zonefile-sync: -1
        acl: ours
        %7$s
    """
        .formatted(
            port,
            folder,
            ORIGIN,
            file,
            SECRET_TEXT,
            ours,
            primary
                ? "notify: ours\n    zonefile-load: difference"
                : "master: ours\n    zonefile-load: none");
  }

  private static String bind(Path folder, Path file, int port, int ours, boolean primary) {
    String role =
        primary
            ? """
              type primary;
              also-notify { 127.0.0.1 port %1$d key "exchange-key"; };
              allow-transfer { key "exchange-key"; };
              ixfr-from-differences yes;
              """
            : """
              type secondary;
              primaries { 127.0.0.1 port %1$d key "exchange-key"; };
              allow-notify { 127.0.0.1; };
              """;
    return """
    options {
      directory "%2$s";
      listen-on port %1$d { 127.0.0.1; };
      listen-on-v6 { none; };
      pid-file none;
      session-keyfile none;
      recursion no;
      dnssec-validation no;
      notify explicit;
      notify-delay 0;
    };
    controls { };
    key "exchange-key" { algorithm hmac-sha256; secret "%5$s"; };
    zone "%3$s" {
      file "%4$s";
      %6$s
    };
    """
        .formatted(port, folder, ORIGIN, file, SECRET_TEXT, role.formatted(ours));
  }

  /** Has it read its zone file again. */
  void reload() throws Exception {
    new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionally(e -> process.destroyForcibly())
        .join();
  }
}
