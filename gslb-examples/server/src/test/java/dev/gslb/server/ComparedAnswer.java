package dev.gslb.server;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What a resolver acts on: code, flags, the answer with its TTLs, and of the authority section the
 * SOA, a referral with DS, and proofs. Additional records are beside it: a server may leave out all
 * but the glue that is needed.
 */
record ComparedAnswer(
    String code, Set<String> answer, Set<String> authority, Set<String> additional) {

  private static final Pattern ADDRESS = Pattern.compile("\\S+ \\d+ in (rrsig )?a(aaa)? .*");

  static ComparedAnswer of(Message response) {
    boolean authoritative = response.getHeader().getFlag(Flags.AA);
    Set<String> authority = new TreeSet<>();
    boolean referral =
        response.getSection(Section.AUTHORITY).stream().noneMatch(one -> one.getType() == Type.SOA)
            && (!authoritative || !endsWithData(response));
    for (Record record : response.getSection(Section.AUTHORITY)) {
      if (record.getType() != Type.NS || referral) {
        authority.add(text(record));
      }
    }
    return new ComparedAnswer(
        Rcode.string(response.getRcode())
            + (authoritative ? " AA" : "")
            + (response.getHeader().getFlag(Flags.TC) ? " TC" : ""),
        texts(response, Section.ANSWER),
        authority,
        texts(response, Section.ADDITIONAL));
  }

  /** Whether NS beside the answer would be the zone's own, which minimal answers leave out. */
  private static boolean endsWithData(Message response) {
    int type = response.getQuestion().getType();
    return response.getSection(Section.ANSWER).stream().anyMatch(one -> one.getType() == type);
  }

  private static Set<String> texts(Message response, int section) {
    Set<String> texts = new TreeSet<>();
    for (Record record : response.getSection(section)) {
      if (record.getType() != Type.OPT) {
        texts.add(text(record));
      }
    }
    return texts;
  }

  private static String text(Record record) {
    return record.toString().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  boolean agreesWith(ComparedAnswer peer) {
    return code.equals(peer.code) && answer.equals(peer.answer) && authority.equals(peer.authority);
  }

  /** Whether the peer's addresses and their signatures are there, if the zone has their owners. */
  boolean hasGlueOf(ComparedAnswer peer, Predicate<String> isInZone) {
    return peer.additional.stream()
        .filter(record -> ADDRESS.matcher(record).matches())
        .filter(record -> isInZone.test(record.split(" ", 2)[0]))
        .allMatch(additional::contains);
  }

  /**
   * The types in the answer, and what this has and the other has not; additional records only with
   * the rest the same.
   */
  String beyond(ComparedAnswer other) {
    return code
        + " to "
        + answer.stream().map(record -> record.split(" ", 5)[3]).distinct().sorted().toList()
        + " answer "
        + without(answer, other.answer)
        + " authority "
        + without(authority, other.authority)
        + " additional "
        + (agreesWith(other) ? without(additional, other.additional) : Set.of());
  }

  private static Set<String> without(Set<String> these, Set<String> those) {
    Set<String> rest = new TreeSet<>(these);
    rest.removeAll(those);
    return rest;
  }
}
