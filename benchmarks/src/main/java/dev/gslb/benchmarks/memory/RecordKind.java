package dev.gslb.benchmarks.memory;

/** What the records of a measured zone are; each owner has one. */
enum RecordKind {
  /** IPv4 addresses. */
  A {
    @Override
    String rdata(int number, int version) {
      return "A " + (9 + version) + "." + octets(number);
    }
  },
  /** IPv6 addresses. */
  AAAA {
    @Override
    String rdata(int number, int version) {
      return "AAAA 2001:db8:" + version + "::" + Integer.toHexString(1 + number % 0xFFFF);
    }
  },
  /** Mail exchangers of another zone. */
  MX {
    @Override
    String rdata(int number, int version) {
      return "MX 10 mx" + number % 8 + ".mail.test.";
    }
  },
  /** Texts of 36 octets, as domain verification has them. */
  TXT {
    @Override
    String rdata(int number, int version) {
      return "TXT \"verification=" + (1_000_000_000_000_000_000L + number) + version + "x\"";
    }
  },
  /** Of 20 records 12 A, 3 AAAA, 2 CNAME, 1 MX, 1 TXT, 1 NS. */
  MIXED {
    @Override
    String rdata(int number, int version) {
      int part = number % 20;
      if (part < 12) {
        return A.rdata(number, version);
      } else if (part < 15) {
        return AAAA.rdata(number, version);
      } else if (part < 17) {
        return "CNAME " + ZoneFile.label(number - part);
      } else if (part < 18) {
        return MX.rdata(number, version);
      }
      return part < 19 ? TXT.rdata(number, version) : "NS ns1.hosting.test.";
    }
  };

  /** The type and the RDATA of a record, in master file form. */
  abstract String rdata(int number, int version);

  private static String octets(int number) {
    return (number >> 16) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
  }
}
