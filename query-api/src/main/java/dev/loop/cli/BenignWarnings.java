package dev.loop.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.NotControllerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Keeps out of the log what Kafka 4.3 warns of on healthy starts and stops, told by its exact words so that no other
 * warning of the same class is lost. Named in {@code logback.xml}.
 */
public final class BenignWarnings extends TurboFilter {

    private static final List<String> ON_HEALTHY_STARTS_AND_STOPS = List.of(
            "Performing controller activation.",
            "Attempting to close NetworkClient that has already been closed.",
            "StreamsTasksAssignedEvent could not be completed",
            // It is: this tells of configurations that Kafka Streams makes for itself.
            "Processing exception handler is not enabled for the GlobalThread.",
            // The only instance that is up, or the last one: what is missing is told by loop.partitions.here.
            "standby tasks for task",
            // Two clients that look for the first group at once both ask for its topic.
            "Auto topic creation failed for __consumer_offsets with error 'TOPIC_ALREADY_EXISTS'",
            "Not updating last stable offset for partition");

    /** The rest of its line names the error, and only one is benign. */
    private static final String TRIES_AGAIN = "Got error produce response with correlation id";

    /** A transaction soon after another one of the same thread meets its markers, and tries again: so each time. */
    private static final String MARKERS_NOT_YET_WRITTEN = "Error: CONCURRENT_TRANSACTIONS";

    /** A record that came while the broker looked for old ones bears a time after that look began. */
    private static final String FUTURE_TIMES = "contains future timestamp(s)";

    private static final String LOOKS_FOR_OLD_RECORDS = "LogFutureTimestampLogger";
    private static final Pattern LARGEST_TIME = Pattern.compile("largestRecordTimestamp=(\\d+)");

    /** A controller that was elected a moment ago is asked too early, and again at once: an error with its stack trace. */
    private static final String REGISTERS = ".ControllerApis";

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        if (failure != null && logger.getName().endsWith(REGISTERS) && isNotControllerYet(failure)) {
            return FilterReply.DENY;
        }
        if (level != Level.WARN || format == null) {
            return FilterReply.NEUTRAL;
        }
        if (logger.getName().equals(LOOKS_FOR_OLD_RECORDS)) {
            return isPastByNow(format, parameters) ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
        if (!isKafkas(logger.getName())) {
            return FilterReply.NEUTRAL;
        }
        // Most of Kafka's loggers put the values in themselves, some leave it to us.
        String message = MessageFormatter.arrayFormat(format, parameters).getMessage();
        for (String words : ON_HEALTHY_STARTS_AND_STOPS) {
            if (message.contains(words)) {
                return FilterReply.DENY;
            }
        }
        return message.contains(TRIES_AGAIN) && message.contains(MARKERS_NOT_YET_WRITTEN)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    private static boolean isPastByNow(String format, Object @Nullable [] parameters) {
        Matcher largest = LARGEST_TIME.matcher(
                MessageFormatter.arrayFormat(format, parameters).getMessage());
        return format.contains(FUTURE_TIMES)
                && largest.find()
                && Long.parseLong(largest.group(1)) <= System.currentTimeMillis();
    }

    private static boolean isNotControllerYet(Throwable failure) {
        return failure instanceof NotControllerException || failure.getCause() instanceof NotControllerException;
    }

    private static boolean isKafkas(String logger) {
        return logger.startsWith("org.apache.kafka.") || logger.startsWith("kafka.");
    }
}
