package dev.gslb.internal.table;

import dev.gslb.internal.wire.NameHash;
import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import java.util.Arrays;

/** Derives the table of the zones' apexes. Confined to one thread. */
public final class ApexIndex {
  private final NameTableEditor editor;

  /** Starts with no apex. */
  public ApexIndex() {
    editor = new NameTableEditor(NameHash.ROOT);
  }

  /** Starts with the apexes of a table. */
  public ApexIndex(NameTable base) {
    editor = new NameTableEditor(base, NameHash.ROOT);
  }

  /** Says at which index an apex's zone is. */
  public void put(DomainName apex, int zone) {
    editor.putPolicy(key(apex), Wire.SOA, 0, zone);
  }

  /** Forgets an apex. */
  public void remove(DomainName apex) {
    editor.remove(key(apex), Wire.SOA);
  }

  /** Ends the editing; the index must not be used any more. */
  public NameTable freeze() {
    return editor.freeze();
  }

  private static byte[] key(DomainName apex) {
    byte[] wire = apex.canonicalWire();
    return Arrays.copyOf(wire, wire.length - 1);
  }
}
