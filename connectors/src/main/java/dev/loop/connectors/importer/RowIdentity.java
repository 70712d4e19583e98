package dev.loop.connectors.importer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The external id of a row that has none: half of the SHA-256 of the import's name and of the item that is sent, and,
 * from the second equal item on, which one it is. The same import again makes the same items, in whatever order its rows
 * are. Two people who said the same thing remain two items, within a file and over two of them.
 */
final class RowIdentity implements AutoCloseable {

    private static final String PREFIX = "row-";

    private final OccurrenceTable occurrences = new OccurrenceTable();
    private final MessageDigest digest = ImportName.sha256();
    private final Supplier<String> importName;
    private byte @Nullable [] name;

    /** @param importName asked for once, at the first row that has no id: to find it may take reading the file */
    RowIdentity(Supplier<String> importName) {
        this.importName = importName;
    }

    String of(byte[] item) {
        byte[] of = name;
        if (of == null) {
            // No name holds a NUL, so that name and item cannot be split in two ways.
            of = (importName.get() + '\0').getBytes(StandardCharsets.UTF_8);
            name = of;
        }
        digest.update(of);
        byte[] hash = digest.digest(item);
        long occurrence = occurrences.next(hash);
        String id = PREFIX + HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
        return occurrence == 1 ? id : id + "-" + occurrence;
    }

    @Override
    public void close() {
        occurrences.close();
    }
}
