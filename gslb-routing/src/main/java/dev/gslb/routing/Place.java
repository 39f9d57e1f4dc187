package dev.gslb.routing;

/**
 * What a database knows of an address.
 *
 * @param country ISO 3166-1 alpha-2 code; empty if unknown
 * @param continent two-letter code; empty if unknown
 */
record Place(String country, String continent) {
  /** Nothing is known. */
  static final Place UNKNOWN = new Place("", "");
}
