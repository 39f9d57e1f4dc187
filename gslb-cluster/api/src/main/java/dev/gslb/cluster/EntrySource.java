package dev.gslb.cluster;

/** Where the entries of a store are kept, to open them again after an error. */
interface EntrySource {

  /** Opens the entries to read and write. */
  EntryTable open();

  /** Opens the entries to read, where writing is not possible. */
  EntryTable openReadOnly();

  /**
   * Makes what is kept smaller, if that is worth it. The entries stay as they are, also if it
   * fails, but for errors after which they must be opened again.
   */
  void compact(EntryTable table);

  /** Returns how much can still be written. */
  long usableBytes();

  /** A source of entries in memory, which are gone if anything goes wrong. */
  static EntrySource memory() {
    return new EntrySource() {
      private boolean opened;

      @Override
      public EntryTable open() {
        if (opened) {
          throw new StateStoreException(
              StateStoreException.Reason.FAILED, "what was in memory is lost", null);
        }
        opened = true;
        return EntryTable.inMemory();
      }

      @Override
      public EntryTable openReadOnly() {
        return open();
      }

      @Override
      public void compact(EntryTable table) {}

      @Override
      public long usableBytes() {
        return Long.MAX_VALUE;
      }
    };
  }
}
