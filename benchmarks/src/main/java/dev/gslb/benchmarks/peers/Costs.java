package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The comparisons of cost, and their targets. */
final class Costs {
  private static final int FEW_ENDPOINTS = 3;
  private static final int MORE_ENDPOINTS = 8;
  private static final int FEWEST_NAMES = 10;
  private static final int MIDDLE_NAMES = 10_000;

  private static final double OF_GDNSD = 1.00;
  private static final double OF_NSD = 1.05;
  private static final double OF_TCP_FLOOR = 1.15;
  private static final double GROWTH = 1.3;
  private static final double OF_NSD_GROWTH = 1.00;

  private Costs() {}

  static void udpWeighted(Bench bench) throws IOException {
    bench.report().heading(FEW_ENDPOINTS + " endpoints");
    try (Contest contest = new Contest(bench, "udp-gslb", Probe.Transport.UDP)) {
      Workload workload = new Workload(bench.options().names(), FEW_ENDPOINTS);
      addAll(contest, reversed(bench.ours()), workload);
      addAll(contest, List.of(Gdnsd.PEER, Knot.GEOIP, PowerDns.PEER), workload);
      contest.run();
      contest.compare("gslb 25 linux", "gdnsd", OF_GDNSD);
      for (String ours : List.of("gslb 25 nio", "gslb 17 nio")) {
        contest.compare(ours, "gdnsd");
      }
      for (String rival : List.of("knot geoip", "powerdns geoip")) {
        contest.compare("gslb 25 linux", rival);
      }
    }
    bench.report().heading(MORE_ENDPOINTS + " endpoints");
    try (Contest contest = new Contest(bench, "udp-gslb-8", Probe.Transport.UDP)) {
      Workload workload = new Workload(bench.options().names(), MORE_ENDPOINTS);
      addAll(contest, reversed(bench.oursByJdk()), workload);
      contest.add(Gdnsd.PEER, workload);
      contest.run();
      contest.compare("gslb 25 linux", "gdnsd", OF_GDNSD);
      contest.compare("gslb 17 nio", "gdnsd");
    }
  }

  static void udpStatic(Bench bench) throws IOException {
    try (Contest contest = new Contest(bench, "udp-static", Probe.Transport.UDP)) {
      Workload workload = Workload.fixed(bench.options().names());
      addAll(contest, bench.ours(), workload);
      addAll(contest, List.of(Nsd.PEER, Knot.STATIC), workload);
      addAll(contest, bench.jdks().stream().map(Floor::udp).toList(), workload);
      contest.run();
      contest.compare("gslb 17 nio", "nsd", OF_NSD);
      for (String ours : List.of("gslb 25 nio", "gslb 25 linux")) {
        contest.compare(ours, "nsd");
      }
      contest.compare("gslb 25 linux", "knot");
      contest.compare("gslb 17 nio", "floor 17");
    }
  }

  static void tcp(Bench bench) throws IOException {
    try (Contest contest = new Contest(bench, "tcp", Probe.Transport.TCP)) {
      Workload workload = Workload.fixed(bench.options().names());
      List<Peer> ours = bench.oursByJdk();
      List<Jdk> jdks = bench.jdks();
      for (int i = 0; i < jdks.size(); i++) {
        addAll(contest, List.of(ours.get(i), Floor.tcp(jdks.get(i))), workload);
      }
      addAll(contest, List.of(Knot.STATIC, Nsd.PEER), workload);
      contest.run();
      contest.compare("gslb 25 linux", "floor 25", OF_TCP_FLOOR);
      contest.compare("gslb 17 nio", "floor 17", OF_TCP_FLOOR);
      for (String rival : List.of("knot", "nsd")) {
        contest.compare("gslb 25 linux", rival);
      }
    }
  }

  static void growth(Bench bench) throws IOException {
    int many = bench.options().manyNames();
    try (Contest contest = new Contest(bench, "growth", Probe.Transport.UDP)) {
      for (Peer peer : bench.oursByJdk()) {
        addSizes(contest, peer, many);
      }
      addSizes(contest, Nsd.PEER, many);
      contest.run();
      double[] ofNsd = contest.ratios(label(Nsd.PEER, many), label(Nsd.PEER, FEWEST_NAMES));
      contest.compare(label(Nsd.PEER, many), label(Nsd.PEER, FEWEST_NAMES));
      for (Peer peer : bench.oursByJdk()) {
        contest.compare(label(peer, many), label(peer, FEWEST_NAMES), GROWTH);
        double[] own = contest.ratios(label(peer, many), label(peer, FEWEST_NAMES));
        bench
            .report()
            .target(
                "growth",
                "growth of " + peer.name() + " : growth of nsd",
                Estimate.ofRatios(own, ofNsd),
                OF_NSD_GROWTH);
      }
    }
  }

  static void floors(Bench bench) throws IOException {
    Workload workload = Workload.fixed(bench.options().names());
    bench.report().heading("UDP");
    try (Contest contest = new Contest(bench, "floor-udp", Probe.Transport.UDP)) {
      addAll(contest, bench.jdks().stream().map(Floor::udp).toList(), workload);
      contest.run();
    }
    bench.report().heading("TCP");
    try (Contest contest = new Contest(bench, "floor-tcp", Probe.Transport.TCP)) {
      addAll(contest, bench.jdks().stream().map(Floor::tcp).toList(), workload);
      contest.run();
    }
  }

  /** Who has a target stands beside its rival: the machine may be faster a minute later. */
  private static List<Peer> reversed(List<Peer> peers) {
    List<Peer> reversed = new ArrayList<>(peers);
    Collections.reverse(reversed);
    return reversed;
  }

  private static void addAll(Contest contest, List<Peer> peers, Workload workload)
      throws IOException {
    for (Peer peer : peers) {
      contest.add(peer, workload);
    }
  }

  private static void addSizes(Contest contest, Peer peer, int many) throws IOException {
    for (int names : new int[] {FEWEST_NAMES, MIDDLE_NAMES, many}) {
      contest.add(label(peer, names), peer, Workload.fixed(names));
    }
  }

  private static String label(Peer peer, int names) {
    return peer.name() + ", " + names + " names";
  }
}
