package dev.loop.api.table;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is deleted when it is closed. On Linux and macOS it has no name from the beginning, so that nothing is
 * left of it when the process is killed.
 */
final class TemporaryFile {

    static FileChannel open() throws IOException {
        Path path = Files.createTempFile("loop-", ".table");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private TemporaryFile() {}
}
