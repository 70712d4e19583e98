package dev.loop.process;

import dev.loop.broker.BrokerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A name for a sender that no other copy has at the same time and that stays over restarts: after a crash a copy gets
 * its partitions back at once, and ends what it had begun. Copies on the same directory take the first free name; the
 * operating system frees the name of one that dies.
 */
final class SenderName implements AutoCloseable {

    private static final int MOST = 1_000;

    private final String name;
    private final FileChannel channel;

    private SenderName(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    static SenderName take(Path data) {
        try {
            for (int number = 1; number <= MOST; number++) {
                Path place = Files.createDirectories(data.resolve("senders").resolve(Integer.toString(number)));
                FileChannel channel =
                        FileChannel.open(place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (tryLock(channel) != null) {
                    return new SenderName(InstanceName.of(place), channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new BrokerException("The name of this sender cannot be kept below " + data + ": " + e, e);
        }
        throw new BrokerException(
                "There are " + MOST + " senders on " + data + " already; choose another with --data.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ofThisProcess) {
            return null;
        }
    }

    String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
