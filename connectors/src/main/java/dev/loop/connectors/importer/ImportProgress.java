package dev.loop.connectors.importer;

import java.util.Optional;

/**
 * How far an import is.
 *
 * @param rows answered for: the sum of the three that follow
 * @param created items that are new
 * @param known items that were there before
 * @param refused rows that are no item
 * @param bytesRead of the file, before decompression
 * @param bytesTotal of the file; empty where nobody knows
 */
public record ImportProgress(
        long rows, long created, long known, long refused, long bytesRead, Optional<Long> bytesTotal) {}
