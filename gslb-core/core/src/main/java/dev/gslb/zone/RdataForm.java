package dev.gslb.zone;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * How RDATA is written, for the types that dnsjava cannot read, or not in every form. All forms
 * also go as octets (RFC 3597 section 5).
 */
final class RdataForm {
  private static final int MAX_RDATA = 0xFFFF;

  private static final Field U8 = text -> text.number(1);
  private static final Field U16 = text -> text.number(2);
  private static final Field U32 = text -> text.number(4);
  private static final Field U64 = text -> text.number(8);
  private static final Field NAME = RdataText::name;
  private static final Field TYPE = RdataText::type;
  private static final Field TYPES = RdataText::types;
  private static final Field STRING = RdataText::string;
  private static final Field STRINGS = RdataText::strings;
  private static final Field HEX = RdataText::hexadecimal;
  private static final Field BASE64 = RdataText::base64;
  private static final Field ALGORITHM = RdataText::algorithm;
  private static final Field TTL = RdataText::ttl;
  private static final Field TIME = RdataText::time;
  private static final Field LOCATOR = text -> text.groups(4, 2, ":");

  private static final List<Field> DIGEST = List.of(U16, ALGORITHM, RdataText::digest);
  private static final List<Field> SIGNATURE =
      List.of(TYPE, ALGORITHM, U8, TTL, TIME, TIME, U16, NAME, BASE64);

  private static final Map<Integer, List<Field>> FORMS =
      Map.ofEntries(
          Map.entry(Type.TXT, List.of(STRINGS)),
          Map.entry(Type.SIG, SIGNATURE),
          Map.entry(Type.LOC, List.of(LocationText::read)),
          Map.entry(Type.EID, List.of(HEX)),
          Map.entry(Type.NIMLOC, List.of(HEX)),
          Map.entry(Type.ATMA, List.of(RdataText::atmAddress)),
          Map.entry(Type.SINK, List.of(U8, U8, U8, BASE64)),
          Map.entry(Type.DS, DIGEST),
          Map.entry(Type.RRSIG, SIGNATURE),
          Map.entry(Type.NSEC, List.of(NAME, TYPES)),
          Map.entry(Type.NSEC3, List.of(U8, U8, U16, RdataText::salt, RdataText::hash, TYPES)),
          Map.entry(Type.NINFO, List.of(STRINGS)),
          Map.entry(Type.RKEY, List.of(U16, U8, ALGORITHM, BASE64)),
          Map.entry(Type.TALINK, List.of(NAME, NAME)),
          Map.entry(Type.CDS, DIGEST),
          Map.entry(Type.CSYNC, List.of(U32, U16, TYPES)),
          Map.entry(Type.SVCB, List.of(text -> text.service(Type.SVCB))),
          Map.entry(Type.HTTPS, List.of(text -> text.service(Type.HTTPS))),
          Map.entry(TypeNames.value("DSYNC"), List.of(TYPE, RdataText::scheme, U16, NAME)),
          Map.entry(TypeNames.value("HHIT"), List.of(BASE64)),
          Map.entry(TypeNames.value("BRID"), List.of(BASE64)),
          Map.entry(Type.SPF, List.of(STRINGS)),
          Map.entry(Type.NID, List.of(U16, LOCATOR)),
          Map.entry(Type.L32, List.of(U16, RdataText::ipv4)),
          Map.entry(Type.L64, List.of(U16, LOCATOR)),
          Map.entry(Type.LP, List.of(U16, NAME)),
          Map.entry(Type.EUI48, List.of(text -> text.groups(6, 1, "-"))),
          Map.entry(Type.EUI64, List.of(text -> text.groups(8, 1, "-"))),
          Map.entry(Type.AVC, List.of(STRINGS)),
          Map.entry(Type.DOA, List.of(U32, U32, U8, STRING, RdataText::base64OrDash)),
          Map.entry(Type.AMTRELAY, List.of(RdataText::relay)),
          Map.entry(TypeNames.value("RESINFO"), List.of(STRINGS)),
          Map.entry(TypeNames.value("WALLET"), List.of(STRINGS)),
          Map.entry(TypeNames.value("CLA"), List.of(STRINGS)),
          Map.entry(TypeNames.value("IPN"), List.of(U64)),
          Map.entry(Type.TA, DIGEST),
          Map.entry(Type.DLV, DIGEST));

  private RdataForm() {}

  /** One part of RDATA. */
  private interface Field {
    void read(RdataText text) throws IOException;
  }

  /** Whether RDATA of a type is read here, and not by dnsjava. */
  static boolean isKnown(int type) {
    return FORMS.containsKey(type);
  }

  /**
   * Reads RDATA of a known type.
   *
   * @param words stand before its first word, and end with it
   * @param origin what relative names are relative to
   * @return the wire form
   * @throws IOException or a RuntimeException, if it is not RDATA of the type
   */
  static byte[] read(int type, MasterWords words, Name origin) throws IOException {
    RdataText text = new RdataText(words, origin);
    byte[] rdata;
    boolean any = words.next();
    if (any && !words.isQuoted() && words.text().equals("\\#")) {
      int length = text.value(MAX_RDATA);
      text.hexadecimal();
      rdata = checked(type, text.rdata());
      if (rdata == null || text.rdata().length != length) {
        throw new IllegalArgumentException("not " + length + " octets that are RDATA of its type");
      }
    } else {
      if (any) {
        words.stay();
      }
      for (Field field : FORMS.getOrDefault(type, List.of())) {
        field.read(text);
      }
      rdata = text.rdata();
    }
    if (words.next()) {
      throw new IllegalArgumentException("unexpected: " + words.text());
    }
    if (rdata.length > MAX_RDATA) {
      throw new IllegalArgumentException(rdata.length + " octets of RDATA");
    }
    return rdata;
  }

  private static byte @Nullable [] checked(int type, byte[] octets) {
    Record record = Record.newRecord(Name.root, type, DClass.IN, 0, octets);
    return record == null ? null : RRset.rdataOf(record);
  }
}
