package dev.loop.process;

import dev.loop.broker.BrokerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A name that belongs to a data directory. By it, the cluster recognises an instance after a crash (KIP-345): the
 * instance gets its partitions back at once, rather than after the session of the earlier one has timed out, which
 * takes 45 s.
 */
final class InstanceName {

    private static final String FILE = "instance";
    private static final Pattern VALID = Pattern.compile("loop-[0-9a-f-]{36}");

    /** Returns the name, and makes one if there is none. The directory must exist. */
    static String of(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (Files.exists(file)) {
                String name = Files.readString(file).strip();
                if (VALID.matcher(name).matches()) {
                    return name;
                }
                // A full disk or a power cut cut the file short: any other name does as well.
            }
            String name = "loop-" + UUID.randomUUID();
            Files.writeString(file, name + "\n");
            return name;
        } catch (IOException e) {
            throw new BrokerException("The name of this instance cannot be kept in " + file + ": " + e, e);
        }
    }

    private InstanceName() {}
}
