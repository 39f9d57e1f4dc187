package dev.gslb.internal.control;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.zone.DomainName;

/** Is told of zones that come and change, on the control thread: it only takes notice. */
@FunctionalInterface
public interface ZoneListener {
  /** Takes no notice. */
  ZoneListener NONE = zone -> {};

  /**
   * Is told of a zone that is not served any more.
   *
   * @param apex of the zone
   */
  default void removed(DomainName apex) {}

  /**
   * Is told of a zone that is about to be served.
   *
   * @param zone new, or changed, or loaded again as it was
   */
  void installed(PackedZone zone);

  /** Tells another one too, after this one. */
  default ZoneListener and(ZoneListener next) {
    ZoneListener first = this;
    return new ZoneListener() {
      @Override
      public void removed(DomainName apex) {
        first.removed(apex);
        next.removed(apex);
      }

      @Override
      public void installed(PackedZone zone) {
        first.installed(zone);
        next.installed(zone);
      }
    };
  }
}
