package dev.loop.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Limits warnings of the HTTP server that callers can cause to a few a minute, with the number of those left out.
 * Errors, which are failures of ours, are all logged. Named in {@code logback.xml}.
 */
public final class RepeatedWarnings extends TurboFilter {

    private static final int MOST = 5;
    private static final long WITHIN = Duration.ofMinutes(1).toNanos();
    private static final List<String> CALLERS_CAUSE =
            List.of("org.eclipse.jetty.", "io.javalin.", "dev.loop.api.http.");

    /**
     * The words of a message that tell it from others: some libraries put a caller's input into the text behind them.
     */
    private static final int WORDS = 12;

    private static final int MOST_KINDS = 200;

    private static final class Told {
        private long since;
        private int times;
    }

    private final LongSupplier nanoTime;

    private final Map<String, Told> kinds = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > MOST_KINDS;
        }
    };

    public RepeatedWarnings() {
        this(System::nanoTime);
    }

    RepeatedWarnings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        boolean ours = logger.getName().startsWith("dev.loop.");
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || ours && level.isGreaterOrEqual(Level.ERROR)
                || CALLERS_CAUSE.stream().noneMatch(logger.getName()::startsWith)) {
            return FilterReply.NEUTRAL;
        }
        String kind = logger.getName() + format.substring(0, Math.min(format.length(), WORDS));
        int before;
        synchronized (kinds) {
            Told told = kinds.computeIfAbsent(kind, first -> new Told());
            long now = nanoTime.getAsLong();
            before = 0;
            if (told.times == 0 || now - told.since >= WITHIN) {
                before = Math.max(0, told.times - MOST);
                told.since = now;
                told.times = 0;
            }
            if (++told.times > MOST) {
                return FilterReply.DENY;
            }
        }
        if (before > 0) {
            logger.info("{} more like the next line were left out", before);
        }
        return FilterReply.NEUTRAL;
    }
}
