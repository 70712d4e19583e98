package dev.loop.bi;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a PostgreSQL once, beside its archive. */
final class PostgresBinaries {

    private static final int OWNER_MAY_EXECUTE = 0100;

    /** Returns the directory with {@code bin}, {@code lib} and {@code share}. */
    static Path unpacked(Path archive) {
        Path target = archive.resolveSibling(archive.getFileName().toString().replaceFirst("\\.txz$", ""));
        if (Files.isExecutable(target.resolve("bin/postgres"))) {
            return target;
        }
        try {
            // The directory moves into place in one step, so that a concurrent or killed start leaves nothing half
            // done.
            Path fresh = Files.createTempDirectory(archive.getParent(), "unpacking");
            unpack(archive, fresh);
            try {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException thereAlready) {
                if (!Files.isExecutable(target.resolve("bin/postgres"))) {
                    throw thereAlready;
                }
            }
            return target;
        } catch (IOException e) {
            throw new BiException("PostgreSQL cannot be unpacked from " + archive + ": " + e, e);
        }
    }

    private static void unpack(Path archive, Path into) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(file))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path path = into.resolve(entry.getName()).normalize();
                if (!path.startsWith(into)) {
                    throw new IOException(entry.getName() + " leads out of the archive");
                }
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & OWNER_MAY_EXECUTE) != 0) {
            permissions.addAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        return permissions;
    }

    private PostgresBinaries() {}
}
