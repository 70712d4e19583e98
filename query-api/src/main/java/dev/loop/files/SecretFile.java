package dev.loop.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A small file of text that nobody but its owner may read (0600). */
public final class SecretFile {

    private SecretFile() {}

    /**
     * Returns the content of the file, which {@code fresh} makes if there is none. Two processes that make it at once
     * get the same content.
     */
    public static String readOrMake(Path file, Supplier<String> fresh) throws IOException {
        if (!Files.exists(file)) {
            Path written = writtenBeside(file, fresh.get());
            try {
                // A link fails if the file exists by now; a move would replace it.
                Files.createLink(file, written);
            } catch (FileAlreadyExistsException other) {
                // The other process was first.
            } catch (UnsupportedOperationException | IOException noLinks) {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        }
        return Files.readString(file).strip();
    }

    /** Replaces the content of the file, as one step. */
    public static void write(Path file, String text) throws IOException {
        Files.move(
                writtenBeside(file, text), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path writtenBeside(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        FileStore store = Files.getFileStore(directory);
        FileAttribute<?>[] ownersAlone = store.supportsFileAttributeView(PosixFileAttributeView.class)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path written = Files.createTempFile(directory, "." + file.getFileName(), ".new", ownersAlone);
        return Files.write(written, text.getBytes(StandardCharsets.UTF_8));
    }
}
