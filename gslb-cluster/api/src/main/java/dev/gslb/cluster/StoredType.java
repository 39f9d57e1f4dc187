package dev.gslb.cluster;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Values in the file: revision and lease, then the bytes with their length and checksum. */
final class StoredType extends BasicDataType<StoredType.Stored> {

  /** A value with the revision that wrote it, and the lease that it ends with, or 0. */
  record Stored(long revision, Value value, long lease) {}

  static final StoredType INSTANCE = new StoredType();

  private static final int OBJECT_BYTES = 64;

  private StoredType() {}

  @Override
  public int getMemory(Stored stored) {
    return OBJECT_BYTES + stored.value().size();
  }

  @Override
  public void write(WriteBuffer buffer, Stored stored) {
    buffer.putVarLong(stored.revision()).putVarLong(stored.lease());
    Checked.write(stored.value().shared(), both(stored.revision(), stored.lease()), buffer);
  }

  @Override
  public Stored read(ByteBuffer buffer) {
    long revision = DataUtils.readVarLong(buffer);
    long lease = DataUtils.readVarLong(buffer);
    return new Stored(revision, Value.owning(Checked.read(buffer, both(revision, lease))), lease);
  }

  private static long both(long revision, long lease) {
    return revision * 31 + lease;
  }

  @Override
  public Stored[] createStorage(int size) {
    return new Stored[size];
  }
}
