package dev.loop.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Allows one process per data directory. Kafka has such a lock as well, but takes it only after it has opened its
 * metadata log, and does not say who has it.
 */
final class DirectoryLock implements AutoCloseable {

    private static final int LONGEST_PROCESS_ID = 32;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws BrokerException when another process has the directory, or it cannot be written */
    static DirectoryLock of(Path directory) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("lock");
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String holder = processIdIn(channel);
                channel.close();
                throw new BrokerException("The data directory " + directory + " is in use by "
                        + (holder.isEmpty() ? "another process" : "process " + holder)
                        + ". Stop that one first, or give this one its own with --data DIR.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new BrokerException(
                    "The data directory " + directory + " cannot be written (" + e
                            + "). Give this user the right to, free some room, or choose another with --data DIR.",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String processIdIn(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_PROCESS_ID);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
