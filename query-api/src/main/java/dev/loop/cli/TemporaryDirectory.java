package dev.loop.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory that is deleted after use, and at the end of the program at the latest. */
final class TemporaryDirectory implements AutoCloseable {

    private final Path path;
    private final Thread atExit;

    private TemporaryDirectory(Path path) {
        this.path = path;
        this.atExit = new Thread(this::delete, "remove-temporary-files");
    }

    static TemporaryDirectory make(String prefix) throws IOException {
        TemporaryDirectory made = new TemporaryDirectory(Files.createTempDirectory(prefix));
        Runtime.getRuntime().addShutdownHook(made.atExit);
        return made;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook has run, or will run, and finds nothing.
        }
    }

    /** Deletes as much as possible: at exit, others may still write. */
    private void delete() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException stillInUse) {
            // Remaining files are in the system's directory for such files.
        }
    }
}
