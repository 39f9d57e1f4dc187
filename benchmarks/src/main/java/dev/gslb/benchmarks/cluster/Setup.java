package dev.gslb.benchmarks.cluster;

/**
 * What the nodes of a cluster have in common.
 *
 * @param answer who answers, {@code leader} or {@code all}
 * @param deadlineSeconds how long a node answers without the cluster, where all answer
 * @param ledger how many servers there are for a {@link Ledger} to write to
 */
record Setup(String answer, int deadlineSeconds, int ledger) {
  /** As the reference server is without a word of its operator. */
  static Setup standard(String answer) {
    return new Setup(answer, 5, 0);
  }

  /** The further lines of {@code cluster}. */
  String serving() {
    String lines = "  answer: " + answer + "\n";
    return answer.equals("all") ? lines + "  serving_deadline: " + deadlineSeconds + "s\n" : lines;
  }

  /** The regions and the domains. */
  String zones() {
    StringBuilder text = new StringBuilder("regions:\n");
    text.append("  - {name: here, servers: [{address: 192.0.2.1}, {address: 192.0.2.2}]}\n");
    if (ledger > 0) {
      text.append("  - name: ledger\n    servers:\n");
      for (int i = 0; i < ledger; i++) {
        text.append("      - {address: ").append(Ledger.address(i)).append("}\n");
      }
    }
    text.append("domains:\n");
    text.append("  - {name: www.example.com, routing_algorithm: failover, regions: [here]}\n");
    if (ledger > 0) {
      text.append("  - {name: all.example.com, routing_algorithm: failover, regions: [ledger]}\n");
    }
    return text.toString();
  }
}
