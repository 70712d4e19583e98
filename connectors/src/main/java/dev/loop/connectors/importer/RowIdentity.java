package dev.loop.connectors.importer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The external id of a row that has none: half of the SHA-256 of its content and, from the second row of the same
 * content on, which one it is. So the same file again makes the same items, in whatever order its rows are, and so do
 * rows added to it; two people who said the same thing remain two items.
 */
final class RowIdentity implements AutoCloseable {

    private static final String PREFIX = "row-";

    private final OccurrenceTable occurrences = new OccurrenceTable();
    private final MessageDigest digest;

    RowIdentity() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    String of(byte[] content) {
        byte[] hash = digest.digest(content);
        long occurrence = occurrences.next(hash);
        String id = PREFIX + HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
        return occurrence == 1 ? id : id + "-" + occurrence;
    }

    @Override
    public void close() {
        occurrences.close();
    }
}
