package dev.loop.api;

import dev.loop.api.connection.CallerTimeouts;
import dev.loop.api.feedback.NewNames;
import dev.loop.api.limit.LimitSettings;
import dev.loop.api.release.ReleaseReport;
import dev.loop.api.table.Downloads;
import dev.loop.schemas.mask.Masking;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param timeouts how long slow callers are waited for
 * @param openMetrics whether metrics and the details of readiness are for anybody
 * @param downloads how many lists are sent whole at once, and how slowly
 * @param newNames limits of new names that a publishable key may bring in a day
 * @param masking takes numbers that may not be kept out of what is sent
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
        CallerTimeouts timeouts,
        boolean openMetrics,
        Downloads.Limits downloads,
        NewNames.Limits newNames,
        Masking masking) {

    public static ApiSettings usual(String host, int port) {
        return of(host, port, usual -> {});
    }

    /** Returns the usual settings but for what {@code change} sets. */
    public static ApiSettings of(String host, int port, Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return draft.settings(host, port);
    }

    /** The settings while they are set; each has its usual value at first. */
    public static final class Draft {
        public int bodyLimit = 512 << 10;
        public long batchBytes = 32L << 20;
        public int batchLines = 50_000;
        public Duration longestWait = Duration.ofSeconds(5);
        public LimitSettings limits = LimitSettings.USUAL;
        public int recentIds = 200_000;
        public int reportItems = ReleaseReport.MOST_ITEMS;
        public CallerTimeouts timeouts = CallerTimeouts.USUAL;
        public boolean openMetrics;
        public Downloads.Limits downloads = Downloads.Limits.USUAL;
        public NewNames.Limits newNames = NewNames.Limits.USUAL;
        public Masking masking = Masking.usual();

        private Draft() {}

        private ApiSettings settings(String host, int port) {
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
                    timeouts,
                    openMetrics,
                    downloads,
                    newNames,
                    masking);
        }
    }
}
