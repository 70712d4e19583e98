package dev.loop.api;

import dev.loop.api.connection.Patience;
import dev.loop.api.feedback.NewNames;
import dev.loop.api.limit.LimitSettings;
import dev.loop.api.release.ReleaseReport;
import dev.loop.api.table.Downloads;
import java.time.Duration;

/**
 * The settings of the HTTP server.
 *
 * @param host the address to listen on; a loopback address admits only callers who name it as such
 * @param port 0 for any free one
 * @param bodyLimit bytes of one item
 * @param batchBytes bytes of one batch
 * @param batchLines items of one batch
 * @param longestWait how long a read waits for a position, and a change for the ledger
 * @param limits limits of calls
 * @param recentIds how many accepted ids are kept until the stores know them
 * @param reportItems of each window of a release report, whose words are looked at
 * @param patience how long slow callers are waited for
 * @param openMetrics whether metrics and the details of readiness are for anybody
 * @param downloads how many lists are sent whole at once, and how slowly
 * @param newNames limits of new names that a publishable key may bring in a day
 */
public record ApiSettings(
        String host,
        int port,
        int bodyLimit,
        long batchBytes,
        int batchLines,
        Duration longestWait,
        LimitSettings limits,
        int recentIds,
        int reportItems,
        Patience patience,
        boolean openMetrics,
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
                LimitSettings.USUAL,
                200_000,
                ReleaseReport.MOST_ITEMS,
                Patience.USUAL,
                false,
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
                limits,
                recentIds,
                items,
                patience,
                openMetrics,
                downloads,
                newNames);
    }

    public ApiSettings withLimits(LimitSettings others) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                others,
                recentIds,
                reportItems,
                patience,
                openMetrics,
                downloads,
                newNames);
    }

    public ApiSettings withDownloads(Downloads.Limits others) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                limits,
                recentIds,
                reportItems,
                patience,
                openMetrics,
                others,
                newNames);
    }

    public ApiSettings withNewNames(NewNames.Limits others) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                limits,
                recentIds,
                reportItems,
                patience,
                openMetrics,
                downloads,
                others);
    }

    public ApiSettings withPatience(Patience other) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                limits,
                recentIds,
                reportItems,
                other,
                openMetrics,
                downloads,
                newNames);
    }

    public ApiSettings withOpenMetrics(boolean open) {
        return new ApiSettings(
                host,
                port,
                bodyLimit,
                batchBytes,
                batchLines,
                longestWait,
                limits,
                recentIds,
                reportItems,
                patience,
                open,
                downloads,
                newNames);
    }
}
