package dev.loop.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Reports clients that our own Kafka refuses, in one line a minute at most. Kafka writes a stack trace for each
 * connection of a client without a login, which tries again several times a second, and nothing of a wrong password.
 * Named in {@code logback.xml}.
 */
public final class RefusedClients extends TurboFilter {

    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String LOGGER = "org.apache.kafka.common.network.Selector";
    private static final String WITHOUT_LOGIN = "Unexpected error from ";
    private static final String WRONG_LOGIN = "Failed authentication with ";

    private final LongSupplier nanos;
    private int refused;
    private boolean told;
    private long toldAt;

    public RefusedClients() {
        this(System::nanoTime);
    }

    RefusedClients(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        if (format == null || !logger.getName().equals(LOGGER)) {
            return FilterReply.NEUTRAL;
        }
        // A refused client in this process reports it itself.
        boolean atTheDoor = format.contains("[SocketServer");
        if (!atTheDoor || !format.contains(WITHOUT_LOGIN) && !format.contains(WRONG_LOGIN)) {
            return FilterReply.NEUTRAL;
        }
        tell();
        return FilterReply.DENY;
    }

    private void tell() {
        int since;
        synchronized (this) {
            refused++;
            long now = nanos.getAsLong();
            if (told && now - toldAt < EVERY_NANOS) {
                return;
            }
            since = refused;
            refused = 0;
            told = true;
            toldAt = now;
        }
        LoggerFactory.getLogger(RefusedClients.class)
                .warn(
                        "Our own Kafka has let in no client that came without its login or with a wrong one ({} times"
                                + " since this was last told). What a client needs is in the file kafka-client.properties"
                                + " of the data directory.",
                        since);
    }
}
