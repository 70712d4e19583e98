package dev.loop.connectors.importer;

import java.util.Optional;

/**
 * The progress of an import.
 *
 * @param rows answered for: the sum of the five that follow
 * @param created items that are new
 * @param known items that were there before
 * @param changed items that were brought to the state of the row
 * @param differs items that were there before, and are not as the row has them
 * @param refused rows that are no item
 * @param bytesRead of the file, before decompression
 * @param bytesTotal of the file; empty where nobody knows
 */
public record ImportProgress(
        long rows,
        long created,
        long known,
        long changed,
        long differs,
        long refused,
        long bytesRead,
        Optional<Long> bytesTotal) {}
