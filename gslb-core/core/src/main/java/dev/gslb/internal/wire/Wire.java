package dev.gslb.internal.wire;

/** Numbers of the DNS message format (RFC 1035 section 4, IANA DNS parameters). */
public final class Wire {
  /** Octets of a header. */
  public static final int HEADER_LENGTH = 12;

  /** Octets of the longest message over a stream. */
  public static final int MAX_MESSAGE = 65_535;

  /** The largest datagram answer to a query without EDNS. */
  public static final int PLAIN_UDP_LIMIT = 512;

  /** QR, the response bit. */
  public static final int QR = 0x8000;

  /** AA, authoritative answer. */
  public static final int AA = 0x0400;

  /** TC, truncated. */
  public static final int TC = 0x0200;

  /** RD, recursion desired: copied. */
  public static final int RD = 0x0100;

  /** CD, checking disabled: copied (RFC 4035 section 3.2.2). */
  public static final int CD = 0x0010;

  /** The opcode's bits. */
  public static final int OPCODE_MASK = 0x7800;

  /** How far the opcode stands above the lowest bit. */
  public static final int OPCODE_SHIFT = 11;

  /** OPCODE QUERY. */
  public static final int QUERY = 0;

  /** OPCODE NOTIFY (RFC 1996). */
  public static final int NOTIFY = 4;

  /** OPCODE UPDATE (RFC 2136). */
  public static final int UPDATE = 5;

  /** Class IN. */
  public static final int CLASS_IN = 1;

  /** Class CH, where a server tells of itself (RFC 4892). */
  public static final int CLASS_CH = 3;

  /** QCLASS ANY. */
  public static final int CLASS_ANY = 255;

  /** Type A. */
  public static final int A = 1;

  /** Type NS. */
  public static final int NS = 2;

  /** Type CNAME. */
  public static final int CNAME = 5;

  /** Type SOA. */
  public static final int SOA = 6;

  /** Type PTR. */
  public static final int PTR = 12;

  /** Type MX. */
  public static final int MX = 15;

  /** Type TXT. */
  public static final int TXT = 16;

  /** Type AAAA. */
  public static final int AAAA = 28;

  /** Type DNAME. */
  public static final int DNAME = 39;

  /** Pseudo-type OPT (RFC 6891). */
  public static final int OPT = 41;

  /** Type RRSIG (RFC 4034 section 3). */
  public static final int RRSIG = 46;

  /** Type SRV (RFC 2782). */
  public static final int SRV = 33;

  /** Type SVCB (RFC 9460). */
  public static final int SVCB = 64;

  /** Type HTTPS (RFC 9460). */
  public static final int HTTPS = 65;

  /** Type DS, which the parent zone answers (RFC 4035 section 3.1.4.1). */
  public static final int DS = 43;

  /** NXNAME, which nobody may ask for (RFC 9824 section 3.4). */
  public static final int NXNAME = 128;

  /** TKEY, the first of the meta-types assigned (RFC 6895 section 3.1), which ANY ends. */
  public static final int FIRST_META = 249;

  /** Pseudo-type TSIG (RFC 8945). */
  public static final int TSIG = 250;

  /** QTYPE IXFR. */
  public static final int IXFR = 251;

  /** QTYPE AXFR. */
  public static final int AXFR = 252;

  /** QTYPE ANY. */
  public static final int ANY = 255;

  /** No error. */
  public static final int NOERROR = 0;

  /** The query could not be read. */
  public static final int FORMERR = 1;

  /** No answer could be made. */
  public static final int SERVFAIL = 2;

  /** The name does not exist. */
  public static final int NXDOMAIN = 3;

  /** The opcode is not implemented. */
  public static final int NOTIMP = 4;

  /** Not served here. */
  public static final int REFUSED = 5;

  /** A DNAME substitution became too long (RFC 6672 section 2.2). */
  public static final int YXDOMAIN = 6;

  /** An RRset exists that should not (RFC 2136 section 2.2). */
  public static final int YXRRSET = 7;

  /** An RRset that should exist does not (RFC 2136 section 2.2). */
  public static final int NXRRSET = 8;

  /** Not authoritative for the zone, or not authorised (RFC 2136, RFC 8945). */
  public static final int NOTAUTH = 9;

  /** A name is not within the zone (RFC 2136 section 2.2). */
  public static final int NOTZONE = 10;

  /** An EDNS version that is not implemented (RFC 6891 section 9). */
  public static final int BADVERS = 16;

  /** A server cookie is missing or wrong (RFC 7873 section 8). */
  public static final int BADCOOKIE = 23;

  /** EDNS option: name server identifier (RFC 5001). */
  public static final int OPTION_NSID = 3;

  /** EDNS option: client subnet (RFC 7871). */
  public static final int OPTION_ECS = 8;

  /** EDNS option: cookies (RFC 7873). */
  public static final int OPTION_COOKIE = 10;

  /** EDNS option: TCP keepalive (RFC 7828). */
  public static final int OPTION_KEEPALIVE = 11;

  /** EDNS option: extended DNS error (RFC 8914). */
  public static final int OPTION_EDE = 15;

  private Wire() {}
}
