package dev.loop.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the data directory private (0700), so that other users of the machine cannot reach anything below it, whoever
 * writes it and with whatever rights.
 */
public final class DataDirectory {

    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    /** The entries that Loop makes: a directory with other entries only serves another purpose. */
    private static final Set<String> OURS = Set.of("lock", "kafka", "stores", "senders", "instance", "postgres");

    private DataDirectory() {}

    /**
     * Makes the directory, or takes away the rights of other users in an existing one.
     *
     * @return a sentence for the operator where rights were taken, or could not be
     */
    public static Optional<String> prepare(Path directory) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (!Files.exists(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (posix) {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            }
        }
        Files.createDirectories(directory);
        return posix ? narrowed(directory) : Optional.empty();
    }

    private static Optional<String> narrowed(Path directory) throws IOException {
        PosixFileAttributes found = Files.readAttributes(directory, PosixFileAttributes.class);
        if (!isOpen(found.permissions())) {
            return Optional.empty();
        }
        String before = PosixFilePermissions.toString(found.permissions());
        if (!isOurs(directory)) {
            return Optional.of("The data directory " + directory + " holds files that are not Loop's, and its rights ("
                    + before + ") are left as they are: other users of this machine may read feedback and secrets in"
                    + " it. Choose a directory of its own with --data, or make this one private (chmod 700).");
        }
        Set<PosixFilePermission> narrow = EnumSet.copyOf(found.permissions());
        narrow.retainAll(OWNER_ALONE);
        try {
            Files.setPosixFilePermissions(directory, narrow);
        } catch (IOException refused) {
            return Optional.of(unchanged(directory, before, found));
        }
        // Some mounts accept the call and do nothing.
        Set<PosixFilePermission> after = Files.getPosixFilePermissions(directory);
        return isOpen(after)
                ? Optional.of(unchanged(directory, before, found))
                : Optional.of("The data directory " + directory + " could be entered by other users of this machine ("
                        + before + "), and is now for its owner alone (" + PosixFilePermissions.toString(narrow)
                        + ").");
    }

    private static String unchanged(Path directory, String rights, PosixFileAttributes found) {
        return "The data directory " + directory + " can be entered by other users (" + rights + ", owner "
                + found.owner().getName() + "), and this process cannot change that: they may read feedback and secrets"
                + " in it. Let its owner run chmod 700 on it, or choose another with --data.";
    }

    private static boolean isOpen(Set<PosixFilePermission> permissions) {
        return !OWNER_ALONE.containsAll(permissions);
    }

    private static boolean isOurs(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .map(OURS::contains)
                    .reduce(Boolean::logicalOr)
                    .orElse(true);
        }
    }
}
