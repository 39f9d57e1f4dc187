package dev.gslb.cluster;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The whole state at one revision, as snapshots and backups hold it.
 *
 * <pre>
 * "GSLBSTAT" version(4) revision(8)
 * leases(4)  { id(8) milliseconds(8) renewals(8) }
 * entries(4) { key value revision(8) lease(8) }    in the order of the keys
 * CRC-32C(4) of all that
 * </pre>
 *
 * @param revision the store's revision
 * @param leases by id
 * @param entries in the order of their keys
 */
record StateImage(long revision, Map<LeaseId, EntryTable.Lease> leases, List<Entry> entries) {
  private static final long MAGIC = 0x47534C4253544154L; // GSLBSTAT
  private static final int VERSION = 1;

  void writeTo(OutputStream target) throws IOException {
    CheckedOutputStream sum = new CheckedOutputStream(target, new CRC32C());
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(sum, 1 << 16));
    out.writeLong(MAGIC);
    out.writeInt(VERSION);
    out.writeLong(revision);
    out.writeInt(leases.size());
    for (Map.Entry<LeaseId, EntryTable.Lease> lease : leases.entrySet()) {
      out.writeLong(lease.getKey().value());
      out.writeLong(lease.getValue().millis());
      out.writeLong(lease.getValue().renewals());
    }
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      OperationCodec.writeKey(entry.key(), out);
      OperationCodec.writeValue(entry.value(), out);
      out.writeLong(entry.revision());
      out.writeLong(entry.lease().map(LeaseId::value).orElse(0L));
    }
    out.flush();
    out.writeInt((int) sum.getChecksum().getValue());
    out.flush();
  }

  /** Reads the revision alone, without the checksum. */
  static long revisionOf(InputStream source) throws IOException {
    try {
      return readRevision(new DataInputStream(source));
    } catch (EOFException | IllegalArgumentException e) {
      throw new IOException("not a saved state: " + e.getMessage(), e);
    }
  }

  private static long readRevision(DataInputStream in) throws IOException {
    require(in.readLong() == MAGIC, "no state begins so");
    int version = in.readInt();
    require(version == VERSION, "version " + version + " (expected: " + VERSION + ")");
    return in.readLong();
  }

  /** Reads to the end of the stream, behind which nothing may stand. */
  static StateImage readFrom(InputStream source) throws IOException {
    CheckedInputStream sum = new CheckedInputStream(new BufferedInputStream(source), new CRC32C());
    DataInputStream in = new DataInputStream(sum);
    try {
      StateImage image = new StateImage(readRevision(in), readLeases(in), readEntries(in));
      int computed = (int) sum.getChecksum().getValue();
      require(in.readInt() == computed, "its checksum is wrong");
      require(in.read() < 0, "something stands behind its end");
      return image;
    } catch (EOFException e) {
      throw new IOException("not a saved state: it is cut off", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a saved state: " + e.getMessage(), e);
    }
  }

  private static Map<LeaseId, EntryTable.Lease> readLeases(DataInputStream in) throws IOException {
    Map<LeaseId, EntryTable.Lease> leases = new LinkedHashMap<>();
    for (int left = count(in); left > 0; left--) {
      LeaseId id = new LeaseId(in.readLong());
      leases.put(id, new EntryTable.Lease(in.readLong(), in.readLong()));
    }
    return leases;
  }

  private static List<Entry> readEntries(DataInputStream in) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      Key key = OperationCodec.readKey(in);
      Value value = OperationCodec.readValue(in);
      entries.add(new Entry(key, value, in.readLong(), OperationCodec.leaseOf(in.readLong())));
    }
    return entries;
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    require(count >= 0, count + " parts");
    return count;
  }

  private static void require(boolean holds, String found) {
    if (!holds) {
      throw new IllegalArgumentException(found);
    }
  }
}
