package dev.gslb.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/**
 * Says which NSEC or NSEC3 records an answer needs, from nothing but the records of a signed zone:
 * RFC 4035 section 3.1.3, RFC 5155 section 7.2. A second opinion where other servers differ.
 */
final class ProofOracle {
  private static final int MOST_ALIASES = 16;
  private static final base32 BASE32HEX = new base32(base32.Alphabet.BASE32HEX, false, true);

  private final Name apex;
  private final Map<Name, Set<Integer>> types = new HashMap<>();
  private final Map<Name, Record> aliases = new HashMap<>();
  private final Set<Name> names = new HashSet<>();

  /** Owners of NSEC or NSEC3, in canonical order, which for hashes is the order of their texts. */
  private final TreeSet<Name> chain = new TreeSet<>();

  private final Set<Name> needed = new TreeSet<>();
  private @Nullable NSEC3PARAMRecord hashing;

  ProofOracle(String origin, Path signedFile) throws IOException {
    apex = Name.fromString(origin);
    List<Record> records = new ArrayList<>();
    try (Master master = new Master(signedFile.toString(), apex)) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        records.add(record);
        if (record.getType() == Type.NSEC || record.getType() == Type.NSEC3) {
          chain.add(record.getName());
        }
        if (record instanceof NSEC3PARAMRecord parameters) {
          hashing = parameters;
        }
      }
    }
    records.removeIf(record -> hashing != null && chain.contains(record.getName()));
    records.forEach(this::add);
  }

  private void add(Record record) {
    types.computeIfAbsent(record.getName(), name -> new HashSet<>()).add(record.getType());
    if (record instanceof CNAMERecord || record instanceof DNAMERecord) {
      aliases.put(record.getName(), record);
    }
    for (Name name = record.getName(); name.subdomain(apex); name = new Name(name, 1)) {
      names.add(name);
    }
  }

  /** The owners of the proofs that the answer to a question has. */
  Set<Name> proofs(Name question, int type) throws NameTooLongException {
    needed.clear();
    Name name = question;
    for (int i = 0; name != null && i <= MOST_ALIASES && name.subdomain(apex); i++) {
      name = step(name, type);
    }
    return Set.copyOf(needed);
  }

  /** The owners of the proofs that an answer has. */
  static Set<Name> proofs(Message answer) {
    Set<Name> owners = new HashSet<>();
    for (Record record : answer.getSection(Section.AUTHORITY)) {
      if (record.getType() == Type.NSEC || record.getType() == Type.NSEC3) {
        owners.add(record.getName());
      }
    }
    return owners;
  }

  /** Goes one alias further; null at the end. */
  private @Nullable Name step(Name name, int type) throws NameTooLongException {
    for (int below = name.labels() - apex.labels() - 1; below >= 0; below--) {
      Name above = new Name(name, below);
      if (has(above, Type.NS) && (below > 0 || type != Type.DS)) {
        if (!has(above, Type.DS)) {
          absentType(above);
        }
        return null;
      }
      if (below > 0 && has(above, Type.DNAME)) {
        return redirected(name, above, type);
      }
    }
    if (names.contains(name)) {
      if (has(name, type)) {
        return null;
      }
      if (has(name, Type.CNAME)) {
        return target(name);
      }
      absentType(name);
      return null;
    }
    return expanded(name, type);
  }

  private @Nullable Name expanded(Name name, int type) throws NameTooLongException {
    Name encloser = new Name(name, 1);
    while (!names.contains(encloser)) {
      encloser = new Name(encloser, 1);
    }
    Name wildcard = Name.concatenate(Name.fromConstantString("*"), encloser);
    boolean positive = has(wildcard, type) || has(wildcard, Type.CNAME);
    if (hashing == null) {
      needed.add(around(name));
    } else if (positive) {
      needed.add(around(hash(new Name(name, name.labels() - encloser.labels() - 1))));
    } else {
      closestEncloser(name);
    }
    if (positive) {
      return has(wildcard, type) ? null : target(wildcard);
    }
    needed.add(around(hashing == null ? wildcard : hash(wildcard)));
    return null;
  }

  /** What shows that a name has not the type, or is none that the signer saw. */
  private void absentType(Name name) {
    if (hashing == null || chain.contains(hash(name))) {
      needed.add(around(hashing == null ? name : hash(name)));
    } else {
      closestEncloser(name);
    }
  }

  /** RFC 5155 section 7.2.1, with the closest encloser that has an NSEC3 record. */
  private void closestEncloser(Name name) {
    Name next = name;
    Name encloser = new Name(name, 1);
    while (!chain.contains(hash(encloser))) {
      next = encloser;
      encloser = new Name(encloser, 1);
    }
    needed.add(hash(encloser));
    needed.add(around(hash(next)));
  }

  /** The owner in the chain that matches or covers. */
  private Name around(Name name) {
    Name floor = chain.floor(name);
    return floor == null ? chain.last() : floor;
  }

  private Name hash(Name name) {
    NSEC3PARAMRecord parameters = hashing;
    if (parameters == null) {
      throw new IllegalStateException("a zone without NSEC3");
    }
    try {
      return Name.fromString(BASE32HEX.toString(parameters.hashName(name)), apex);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean has(Name name, int type) {
    return types.getOrDefault(name, Set.of()).contains(type);
  }

  private @Nullable Name target(Name owner) {
    return aliases.get(owner) instanceof CNAMERecord alias ? alias.getTarget() : null;
  }

  private @Nullable Name redirected(Name name, Name above, int type) {
    try {
      return type == Type.CNAME || !(aliases.get(above) instanceof DNAMERecord dname)
          ? null
          : name.fromDNAME(dname);
    } catch (NameTooLongException e) {
      return null;
    }
  }
}
