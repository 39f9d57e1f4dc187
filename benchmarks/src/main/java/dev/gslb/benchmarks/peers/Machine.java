package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where and with what is measured: the first lines of a report. */
final class Machine {
  private static final List<String> PACKAGES =
      List.of("gdnsd", "nsd", "knot", "pdns-server", "pdns-backend-geoip", "dnsperf");

  private Machine() {}

  static void describe(Options options, Report report) throws IOException {
    String processor = field(Path.of("/proc/cpuinfo"), "model name");
    String memory = field(Path.of("/proc/meminfo"), "MemTotal");
    String kernel = System.getProperty("os.version");
    int cpus = Runtime.getRuntime().availableProcessors();
    String load = Files.readString(Path.of("/proc/loadavg")).strip();
    report.line(processor + ", " + cpus + " CPUs, " + memory + ", Linux " + kernel);
    report.line("load average before: " + load);
    report.journal(
        "machine",
        "processor",
        processor,
        "memory",
        memory,
        "kernel",
        kernel,
        "loadAverage",
        load,
        "rounds",
        options.rounds(),
        "seconds",
        options.seconds(),
        "warmUpSeconds",
        options.warmUpSeconds(),
        "names",
        options.names(),
        "manyNames",
        options.manyNames(),
        "javaOptions",
        System.getenv().getOrDefault("GSLB_JAVA_OPTS", ""));
    for (String name : PACKAGES) {
      version(report, name, Shell.lines("dpkg-query", "-W", "-f", "${Version}", name).get(0));
    }
    jdk(report, 17, options.jdk17().orElse(null));
    jdk(report, 25, options.jdk25().orElse(null));
  }

  private static void jdk(Report report, int major, @Nullable Jdk jdk) throws IOException {
    if (jdk == null) {
      report.line("JDK " + major + ": not found, so our server is not measured on it");
    } else {
      version(report, "JDK " + major, Shell.lines(jdk.program("java"), "-version").get(1));
    }
  }

  private static void version(Report report, String name, String version) {
    report.line(name + ": " + version);
    report.journal("version", "of", name, "version", version);
  }

  private static String field(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
