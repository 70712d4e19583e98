package dev.loop.api;

import dev.loop.api.feedback.NewNames;
import dev.loop.api.release.ReleaseReport;
import dev.loop.api.table.Downloads;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the API is served.
 *
 * @param host the address to listen on; a loopback address admits only callers who name it as such
 * @param port 0 for any free one
 * @param bodyLimit bytes of one item
 * @param batchBytes bytes of one batch
 * @param batchLines items of one batch
 * @param longestWait how long a read waits for a position, and a change for the ledger
 * @param requestsPerSecond of one key; empty for no limit
 * @param recentIds how many accepted ids are kept until the stores know them
 * @param reportItems of each window of a release report, whose words are looked at
 * @param downloads how many lists are sent whole at once, and how slowly
 * @param newNames that a publishable key may bring in a day
 */
public record ApiSettings(
        String host,
        int port,
        int bodyLimit,
        long batchBytes,
        int batchLines,
        Duration longestWait,
        OptionalInt requestsPerSecond,
        int recentIds,
        int reportItems,
        Downloads.Limits downloads,
        NewNames.Limits newNames) {

    public static ApiSettings usual(String host, int port) {
        return new ApiSettings(
                host,
                port,
                512 << 10,
                32L << 20,
                50_000,
                Duration.ofSeconds(5),
                OptionalInt.empty(),
                200_000,
                ReleaseReport.MOST_ITEMS,
                Downloads.Limits.USUAL,
                NewNames.Limits.USUAL);
    }

    public ApiSettings withReportItems(int items) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                requestsPerSecond,
                recentIds,
                items,
                downloads,
                newNames);
    }

    public ApiSettings withRequestsPerSecond(int requests) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                OptionalInt.of(requests),
                recentIds,
                reportItems,
                downloads,
                newNames);
    }

    public ApiSettings withDownloads(Downloads.Limits limits) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                requestsPerSecond,
                recentIds,
                reportItems,
                limits,
                newNames);
    }

    public ApiSettings withNewNames(NewNames.Limits limits) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                requestsPerSecond,
                recentIds,
                reportItems,
                downloads,
                limits);
    }
}
