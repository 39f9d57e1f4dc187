package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.PackedZoneEditor;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/*
 *   file    magic (32 bits), apex (wire form), records, 0 (8 bits), CRC-32 of all that (64 bits)
 *   record  1 (8 bits), owner (wire form), type (16 bits), TTL (32), RDLENGTH (16), RDATA
 *
 * The file's modification time is the time at which a primary last said that the zone is current.
 */

/** Keeps zones of others on disk, a file each. A file is whole or not there. Any thread. */
final class ZoneFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneFolder.class);

  private static final int MAGIC = 0x475A_4F31; // GZO1
  private static final int RECORD = 1;
  private static final int END = 0;
  private static final int BUFFER = 1 << 16;
  private static final String SUFFIX = ".zone";
  private static final int LONGEST_PLAIN = 100;

  /** Names that are safe as names of files; others are told by their digest. */
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9_-][a-z0-9_.-]*");

  private final Path folder;

  /** A zone, and when it was last known to be current. */
  record Kept(PackedZone zone, Instant checked) {}

  ZoneFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder if it is missing. Fails unless zones can be kept there. */
  void open() throws IOException {
    make();
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /** A link to a folder is one too, which a JDK before 20 does not take for it (JDK-8294193). */
  private void make() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /** Reads a zone; empty if it is not there or not in order. */
  Optional<Kept> load(DomainName apex) {
    Path file = file(apex);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Instant checked = Files.getLastModifiedTime(file).toInstant();
      return Optional.of(new Kept(read(file, apex), checked));
    } catch (IOException | RuntimeException e) {
      LOG.error("{} cannot be read and is taken from its primaries anew: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static PackedZone read(Path file, DomainName apex) throws IOException {
    CheckedInputStream checked =
        new CheckedInputStream(
            new BufferedInputStream(Files.newInputStream(file), BUFFER), new CRC32());
    PackedZoneEditor editor = new PackedZoneEditor(apex).limited();
    String place = file.toString();
    try (DataInputStream in = new DataInputStream(checked)) {
      if (in.readInt() != MAGIC || !name(in).equals(apex)) {
        throw new IOException("not a file of " + apex);
      }
      while (in.readByte() == RECORD) {
        DomainName owner = name(in);
        RecordType type = new RecordType(in.readUnsignedShort());
        int ttlSeconds = in.readInt();
        byte[] rdata = new byte[in.readUnsignedShort()];
        in.readFully(rdata);
        if (!isSound(type.value(), rdata)) {
          throw new IOException(owner + " " + type + " with RDATA of another type");
        }
        Problem problem = editor.add(owner, type, ttlSeconds, rdata, place, () -> place);
        if (problem != null) {
          throw new RefusedException(List.of(problem));
        }
      }
      long sum = checked.getChecksum().getValue();
      if (in.readLong() != sum) {
        throw new IOException("wrong check sum");
      }
    }
    List<Problem> problems = editor.problems();
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return editor.freeze();
  }

  /** What answers and denials are made of is looked into, so it must be what its type says. */
  private static boolean isSound(int type, byte[] rdata) {
    return switch (type) {
      case Type.A -> rdata.length == Integer.BYTES;
      case Type.AAAA -> rdata.length == 2 * Long.BYTES;
      case Type.TXT -> rdata.length > 0;
      default -> Record.newRecord(Name.root, type, DClass.IN, 0, rdata) != null;
    };
  }

  private static DomainName name(DataInputStream in) throws IOException {
    byte[] wire = new byte[in.readUnsignedByte()];
    in.readFully(wire);
    return DomainName.fromWire(wire, 0);
  }

  /** Keeps a zone that is current at a time; what was kept before goes when this is on disk. */
  void save(PackedZone zone, Instant checked) throws IOException {
    make();
    Path file = file(zone.apex());
    Path next = file.resolveSibling(file.getFileName() + ".new");
    // Not a channel: the interrupt of a server that closes would end it in the middle.
    try (FileOutputStream stream = new FileOutputStream(next.toFile())) {
      write(zone, stream);
      stream.getFD().sync();
    }
    Files.setLastModifiedTime(next, FileTime.from(checked));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  private static void write(PackedZone zone, OutputStream stream) throws IOException {
    CheckedOutputStream checked =
        new CheckedOutputStream(new BufferedOutputStream(stream, BUFFER), new CRC32());
    DataOutputStream out = new DataOutputStream(checked);
    out.writeInt(MAGIC);
    name(out, zone.apex());
    try {
      zone.forEachRrset(rrset -> write(rrset, out));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.writeByte(END);
    out.writeLong(checked.getChecksum().getValue());
    out.flush();
  }

  private static void write(RRset rrset, DataOutputStream out) {
    try {
      for (int i = 0; i < rrset.size(); i++) {
        byte[] rdata = rrset.rdata(i);
        out.writeByte(RECORD);
        name(out, rrset.owner());
        out.writeShort(rrset.type().value());
        out.writeInt(rrset.ttlSeconds());
        out.writeShort(rdata.length);
        out.write(rdata);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void name(DataOutputStream out, DomainName name) throws IOException {
    byte[] wire = name.wire();
    out.writeByte(wire.length);
    out.write(wire);
  }

  /** So that the new name outlasts a power failure; not every system can do it. */
  private void forceFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.debug("{} cannot be forced to disk: {}", folder, e.toString());
    }
  }

  /** Notes that a zone was current at a time. Returns whether it is kept at all. */
  boolean checked(DomainName apex, Instant checked) throws IOException {
    Path file = file(apex);
    if (!Files.exists(file)) {
      return false;
    }
    Files.setLastModifiedTime(file, FileTime.from(checked));
    return true;
  }

  /** Keeps a zone no longer. */
  void delete(DomainName apex) throws IOException {
    Files.deleteIfExists(file(apex));
  }

  /** Where a zone is kept. */
  Path file(DomainName apex) {
    String text = apex.toString().toLowerCase(Locale.ROOT);
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    boolean plain = bare.length() <= LONGEST_PLAIN && PLAIN.matcher(bare).matches();
    return folder.resolve((plain ? bare : digest(apex.canonicalWire())) + SUFFIX);
  }

  private static String digest(byte[] wire) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(wire);
      return "@" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every JDK", e);
    }
  }
}
