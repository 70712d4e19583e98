package dev.loop.process;

import dev.loop.api.control.ControlWatch;
import dev.loop.connectors.delivery.DeliverySender;
import dev.loop.process.ProcessReadiness.Check;
import dev.loop.topology.cause.Cause;
import dev.loop.topology.run.FeedbackStreams;
import java.util.List;
import java.util.Locale;

/** The checks of readiness. */
final class Checks {

    /**
     * Checks that every partition is restored here, or known to be written elsewhere. The state RUNNING alone does not
     * say so.
     */
    static Check partitions(FeedbackStreams streams) {
        int here = streams.placements().settledPartitions().size();
        return new Check(here == streams.partitions(), here + " of " + streams.partitions() + restoring(here, streams));
    }

    /** Checks the partitions of the ledger of deliveries, as {@link #partitions} does those of feedback. */
    static Check deliveries(FeedbackStreams streams) {
        int here = streams.placements().settledDeliveryPartitions().size();
        return new Check(here == streams.partitions(), here + " of " + streams.partitions() + restoring(here, streams));
    }

    private static String restoring(int here, FeedbackStreams streams) {
        return here == streams.partitions()
                ? ""
                : streams.restoring().map(words -> ". " + words).orElse("");
    }

    static Check streams(FeedbackStreams streams) {
        return new Check(true, streams.state().name().toLowerCase(Locale.ROOT));
    }

    /** Returns the settings that cannot be read; their earlier values stay in use. */
    static List<Cause> controlTables(ControlWatch watch) {
        return watch.unreadable().stream()
                .map(record -> Cause.of("control-table", record.words(), record.remedy()))
                .toList();
    }

    static Check sender(DeliverySender sender) {
        return new Check(
                sender.healthy(),
                sender.healthy()
                        ? "sends for " + sender.partitions() + " partitions"
                        : "cannot read or commit; the log says why");
    }

    private Checks() {}
}
