package dev.gslb.server;

import java.util.List;
import java.util.Set;

/** A record of each type that dnsjava reads and that may stand at any name. */
final class RecordSamples {
  private static final String HASH = "ab".repeat(32);

  private static final Set<String> OLD = Set.of("ISDN", "MB", "MG", "MR", "PX", "X25");

  private static final List<String> RECORDS =
      List.of(
          "A 192.0.2.1",
          "AAAA 2001:db8::1",
          "AFSDB 1 host.rand.test.",
          "APL 1:192.0.2.0/24 !2:2001:db8::/32",
          "CAA 0 issue \"ca.test\"",
          "CDNSKEY 257 3 13 " + "AQID".repeat(16),
          "CDS 1 13 2 " + HASH,
          "CERT 1 2 3 AQIDBA==",
          "DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=",
          "HINFO \"cpu\" \"os\"",
          "HTTPS 1 . alpn=h2",
          "ISDN \"150862028003217\" \"004\"",
          "KX 10 host.rand.test.",
          "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
          "MB host.rand.test.",
          "MG host.rand.test.",
          "MINFO host.rand.test. mail.rand.test.",
          "MR host.rand.test.",
          "MX 10 host.rand.test.",
          "NAPTR 10 20 \"u\" \"E2U+sip\" \"!^.*$!sip:a@example.test!\" .",
          "OPENPGPKEY AQIDBA==",
          "PTR host.rand.test.",
          "PX 10 a.rand.test. b.rand.test.",
          "RP host.rand.test. text.rand.test.",
          "RT 10 host.rand.test.",
          "SMIMEA 3 1 1 " + HASH,
          "SPF \"v=spf1 -all\"",
          "SRV 1 2 3 host.rand.test.",
          "SSHFP 4 2 " + HASH,
          "SVCB 1 host.rand.test. alpn=h2 port=53",
          "TLSA 3 1 1 " + HASH,
          "TXT \"one\" \"two\"",
          "URI 10 1 \"https://rand.test/\"",
          "X25 \"311061700956\"",
          "TYPE65400 \\# 2 abcd");

  private RecordSamples() {}

  static List<String> all() {
    return RECORDS;
  }

  /** Those that NSD, Knot and ldns-signzone know, too. */
  static List<String> common() {
    return RECORDS.stream().filter(record -> !OLD.contains(record.split(" ", 2)[0])).toList();
  }
}
