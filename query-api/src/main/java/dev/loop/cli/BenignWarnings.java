package dev.loop.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.NotControllerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Keeps warnings out of the log that Kafka 4.3 writes on healthy starts and stops. They are recognised by their exact
 * words, so that no other warning of the same class is lost. Named in {@code logback.xml}.
 */
public final class BenignWarnings extends TurboFilter {

    private static final List<String> ON_HEALTHY_STARTS_AND_STOPS = List.of(
            "Performing controller activation.",
            "Attempting to close NetworkClient that has already been closed.",
            "StreamsTasksAssignedEvent could not be completed",
            // The handler is enabled: this warning is about configurations that Kafka Streams makes for itself.
            "Processing exception handler is not enabled for the GlobalThread.",
            // This instance is the only one, or the last: loop.partitions.here tells what is missing.
            "standby tasks for task",
            // Two clients that look for the first group at once both ask for its topic.
            "Auto topic creation failed for __consumer_offsets with error 'TOPIC_ALREADY_EXISTS'",
            "Not updating last stable offset for partition");

    /** Warnings of one logger alone, by its name and the first words of the message behind the client's. */
    private static final Map<String, String> OF_ONE_LOGGER = Map.of(
            // The user chooses where the data is, and whether that is kept. A store that is gone is restored.
            "org.apache.kafka.streams.processor.internals.StateDirectory",
            "Using an OS temp directory in the state.dir property",
            // A copy that passes to another thread before this one has opened it: the other has its directory.
            "org.apache.kafka.streams.processor.internals.StandbyTask",
            "Unable to acquire lock while closing the state store for STANDBY task",
            // A partition that moves from one thread to another belongs to nobody in between; /health/ready tells
            // those that nobody has.
            "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
            "The following subscribed topics are not assigned to any members");

    /** The beginning of a line whose rest names the error; only one error is benign. */
    private static final String TRIES_AGAIN = "Got error produce response with correlation id";

    /** A transaction soon after another of the same thread meets its markers and tries again, each time. */
    private static final String MARKERS_NOT_YET_WRITTEN = "Error: CONCURRENT_TRANSACTIONS";

    /** A record that came while the broker looked for old ones has a time after that look began. */
    private static final String FUTURE_TIMES = "contains future timestamp(s)";

    private static final String LOOKS_FOR_OLD_RECORDS = "LogFutureTimestampLogger";
    private static final Pattern LARGEST_TIME = Pattern.compile("largestRecordTimestamp=(\\d+)");

    /** A controller that was just elected is asked too early, and again at once: an error with its stack trace. */
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
        // Most of Kafka's loggers insert the values themselves; some leave it to the logging library.
        String message = MessageFormatter.arrayFormat(format, parameters).getMessage();
        String words = OF_ONE_LOGGER.get(logger.getName());
        if (words != null && message.contains(words)) {
            return FilterReply.DENY;
        }
        for (String benign : ON_HEALTHY_STARTS_AND_STOPS) {
            if (message.contains(benign)) {
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
