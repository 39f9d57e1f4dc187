package dev.gslb.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SetResponse;
import org.xbill.DNS.Type;
import org.xbill.DNS.Zone;

/**
 * Answers from a zone by the algorithm of RFC 1034 section 4.3.2, with dnsjava's {@link Zone} for
 * each look-up: a second opinion in an ordinary build. What that zone does not know is added here:
 * empty non-terminals, the closest encloser of a wildcard, DS at a cut.
 */
final class ZoneOracle {
  private static final int MOST_ALIASES = 16;

  private final Zone zone;
  private final Set<Name> owners = new HashSet<>();
  private final Set<Name> names = new HashSet<>();
  private final Set<String> answer = new TreeSet<>();

  ZoneOracle(String origin, String masterFile) throws IOException {
    Name apex = Name.fromString(origin);
    List<Record> records = new ArrayList<>();
    byte[] text = masterFile.getBytes(StandardCharsets.US_ASCII);
    try (Master master = new Master(new ByteArrayInputStream(text), apex, 0)) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        records.add(record);
        owners.add(record.getName());
        for (Name name = record.getName(); !name.equals(apex); name = new Name(name, 1)) {
          names.add(name);
        }
      }
    }
    names.add(apex);
    zone = new Zone(apex, records.toArray(Record[]::new));
  }

  /** The code, the answer and what a referral says, in a form to compare. */
  String answer(Name question, int type) {
    answer.clear();
    Name name = question;
    for (int aliases = 0; name != null && aliases <= MOST_ALIASES; aliases++) {
      if (!name.subdomain(zone.getOrigin())) {
        return (aliases == 0 ? "REFUSED " : "NOERROR ") + answer;
      }
      Name source = source(name);
      if (source == null) {
        return "NXDOMAIN " + answer;
      }
      SetResponse found = zone.findRecords(source, type);
      if (type == Type.DS && found.isDelegation() && found.getNS().getName().equals(name)) {
        addAll(answer, name, zone.findExactMatch(name, type));
        return "NOERROR " + answer;
      } else if (found.isDelegation()) {
        Set<String> servers = new TreeSet<>();
        addAll(servers, found.getNS().getName(), found.getNS());
        return "NOERROR " + answer + " referral " + servers;
      } else if (found.isDNAME()) {
        name = redirected(name, found.getDNAME());
        if (name == null) {
          return "YXDOMAIN " + answer;
        }
        name = type == Type.CNAME ? null : name;
      } else if (!owners.contains(source)) {
        return "NOERROR " + answer;
      } else if (found.isCNAME()) {
        CNAMERecord alias = found.getCNAME();
        answer.add(text(name, alias));
        name = alias.getTarget();
      } else {
        if (found.isSuccessful()) {
          addAll(answer, name, found.answers().get(0));
        }
        return "NOERROR " + answer;
      }
    }
    return "NOERROR " + answer;
  }

  /** The name, if it is there or something above it takes over, or else its wildcard; or null. */
  private @Nullable Name source(Name name) {
    SetResponse found = zone.findRecords(name, Type.SOA);
    if (names.contains(name) || found.isDelegation() || found.isDNAME()) {
      return name;
    }
    Name encloser = new Name(name, 1);
    while (!names.contains(encloser)) {
      encloser = new Name(encloser, 1);
    }
    Name wildcard = name.wild(name.labels() - encloser.labels());
    return names.contains(wildcard) ? wildcard : null;
  }

  private @Nullable Name redirected(Name name, DNAMERecord above) {
    answer.add(text(above.getName(), above));
    try {
      Name target = name.fromDNAME(above);
      answer.add(text(name, new CNAMERecord(name, DClass.IN, above.getTTL(), target)));
      return target;
    } catch (NameTooLongException e) {
      return null;
    }
  }

  /** The same form for an answer that a server gave. */
  static String text(Message response) {
    Set<String> answer = new TreeSet<>();
    response.getSection(Section.ANSWER).forEach(one -> answer.add(text(one.getName(), one)));
    Set<String> servers = new TreeSet<>();
    for (Record record : response.getSection(Section.AUTHORITY)) {
      if (record.getType() == Type.NS) {
        servers.add(text(record.getName(), record));
      }
    }
    return Rcode.string(response.getRcode())
        + " "
        + answer
        + (servers.isEmpty() ? "" : " referral " + servers);
  }

  private static void addAll(Set<String> texts, Name owner, @Nullable RRset set) {
    if (set != null) {
      set.rrs().forEach(record -> texts.add(text(owner, record)));
    }
  }

  private static String text(Name owner, Record record) {
    String text =
        owner
            + " "
            + record.getTTL()
            + " "
            + Type.string(record.getType())
            + " "
            + record.rdataToString();
    return text.toLowerCase(Locale.ROOT);
  }
}
