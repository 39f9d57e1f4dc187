package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A zone while records come and go, one after the other. One thread. */
final class ZoneDraft {
  private final PackedZone base;
  private final Identity identity;
  private final Map<DomainName, Map<RecordType, Content>> drafts = new LinkedHashMap<>();

  /** Says which records of a type are the same. */
  @FunctionalInterface
  interface Identity {
    /** Returns octets that are equal for records that are the same. */
    byte[] of(RecordType type, byte[] rdata);
  }

  /** What an RRset is to be; without records it is not there. */
  final class Content {
    private final RecordType type;
    private final Map<ByteBuffer, byte[]> records = new LinkedHashMap<>();
    private long ttlSeconds;

    private Content(RecordType type) {
      this.type = type;
    }

    private ByteBuffer key(byte[] rdata) {
      return ByteBuffer.wrap(identity.of(type, rdata));
    }

    /** Adds a record; it gives its TTL to all. Returns whether there was no such record. */
    boolean add(long ttlSeconds, byte[] rdata) {
      this.ttlSeconds = ttlSeconds;
      return records.put(key(rdata), rdata) == null;
    }

    /** Removes a record. Returns whether it was there. */
    boolean remove(byte[] rdata) {
      return records.remove(key(rdata)) != null;
    }

    boolean contains(byte[] rdata) {
      return records.containsKey(key(rdata));
    }

    void clear() {
      records.clear();
    }

    boolean isEmpty() {
      return records.isEmpty();
    }

    int size() {
      return records.size();
    }

    Collection<byte[]> rdata() {
      return records.values();
    }

    private RRset rrset(DomainName owner) {
      return RRset.ofWire(owner, type, ttlSeconds, List.copyOf(records.values()));
    }

    private boolean isSame(RRset rrset) {
      if (rrset.size() != records.size() || rrset.ttlSeconds() != ttlSeconds) {
        return false;
      }
      Set<ByteBuffer> exact = new LinkedHashSet<>();
      records.values().forEach(rdata -> exact.add(ByteBuffer.wrap(rdata)));
      for (int i = 0; i < rrset.size(); i++) {
        if (!exact.contains(ByteBuffer.wrap(rrset.rdata(i)))) {
          return false;
        }
      }
      return true;
    }
  }

  ZoneDraft(PackedZone base, Identity identity) {
    this.base = base;
    this.identity = identity;
  }

  PackedZone base() {
    return base;
  }

  /** What an RRset is so far, to be changed. */
  Content at(DomainName owner, RecordType type) {
    return drafts
        .computeIfAbsent(owner, unused -> new LinkedHashMap<>())
        .computeIfAbsent(type, unused -> begin(owner, type));
  }

  private Content begin(DomainName owner, RecordType type) {
    Content content = new Content(type);
    base.rrset(owner, type)
        .ifPresent(
            rrset -> {
              for (int i = 0; i < rrset.size(); i++) {
                content.add(rrset.ttlSeconds(), rrset.rdata(i));
              }
            });
    return content;
  }

  /** The types at a name so far, those that policies answer among them. */
  Set<RecordType> types(DomainName owner) {
    Set<RecordType> types = new LinkedHashSet<>(base.types(owner, true));
    Set<RecordType> policies = new LinkedHashSet<>(types);
    policies.removeAll(base.types(owner, false));
    drafts
        .getOrDefault(owner, Map.of())
        .forEach(
            (type, content) -> {
              if (content.isEmpty() && !policies.contains(type)) {
                types.remove(type);
              } else {
                types.add(type);
              }
            });
    return types;
  }

  /** All that is different from the zone at the beginning. */
  ZoneChange change() {
    List<ZoneChange.Key> removed = new ArrayList<>();
    List<RRset> added = new ArrayList<>();
    drafts.forEach(
        (owner, contents) ->
            contents.forEach(
                (type, content) -> {
                  RRset before = base.rrset(owner, type).orElse(null);
                  if (content.isEmpty()) {
                    if (before != null) {
                      removed.add(new ZoneChange.Key(owner, type));
                    }
                  } else if (before == null || !content.isSame(before)) {
                    added.add(content.rrset(owner));
                  }
                }));
    return new ZoneChange(removed, added);
  }
}
