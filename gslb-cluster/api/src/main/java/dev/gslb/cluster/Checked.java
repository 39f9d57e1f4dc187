package dev.gslb.cluster;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;

/**
 * Bytes in the file: their length as a variable-length integer, the bytes, their CRC-32C in four
 * bytes. The sum covers a number that stands before them too. The library's own check values cover
 * the place of a page, and not what is in it.
 */
final class Checked {

  private Checked() {}

  static void write(byte[] bytes, long more, WriteBuffer buffer) {
    buffer.putVarInt(bytes.length).put(bytes).putInt(sum(bytes, more));
  }

  static byte[] read(ByteBuffer buffer, long more) {
    int length = DataUtils.readVarInt(buffer);
    if (length < 0 || length > buffer.remaining() - Integer.BYTES) {
      throw damaged("a part of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    if (buffer.getInt() != sum(bytes, more)) {
      throw damaged("a part with a wrong checksum");
    }
    return bytes;
  }

  static MVStoreException damaged(String found) {
    return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "{0}", found);
  }

  private static int sum(byte[] bytes, long more) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      sum.update((int) (more >>> shift) & 0xFF);
    }
    return (int) sum.getValue();
  }
}
