package dev.gslb.cluster;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Values in the file: revision, lease and length as variable-length integers, then the bytes. */
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
    byte[] bytes = stored.value().shared();
    buffer
        .putVarLong(stored.revision())
        .putVarLong(stored.lease())
        .putVarInt(bytes.length)
        .put(bytes);
  }

  @Override
  public Stored read(ByteBuffer buffer) {
    long revision = DataUtils.readVarLong(buffer);
    long lease = DataUtils.readVarLong(buffer);
    byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
    buffer.get(bytes);
    return new Stored(revision, Value.owning(bytes), lease);
  }

  @Override
  public Stored[] createStorage(int size) {
    return new Stored[size];
  }
}
