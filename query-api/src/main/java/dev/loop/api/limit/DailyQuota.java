package dev.loop.api.limit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the items that each publishable key has created today, by UTC. A file has a line for each key, which every
 * count overwrites in place: the operating system has it when the call returns, so that the count survives a restart
 * and a {@code kill -9}. It is not forced to the disk: after a power failure the last seconds may be counted again.
 * Each instance has a file and a quota of its own.
 *
 * <p>Bounded: {@value #MOST_KEYS} keys a day. A project has fewer; keys beyond the bound, made and revoked all day,
 * share one count.
 */
final class DailyQuota {

    private static final Logger LOG = LoggerFactory.getLogger(DailyQuota.class);
    private static final int MOST_KEYS = 10_000;
    private static final Pattern LINE = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d) (\\d{10}) (key_\\w{1,20}) *");
    private static final int LINE_BYTES = 48;
    private static final String OTHERS = "key_others";

    private static final class Count {
        private final int place;
        private int items;

        Count(int place) {
            this.place = place;
        }
    }

    private final Clock clock;
    private final Optional<Path> file;
    private final Map<String, Count> counts = new HashMap<>();
    private LocalDate day;
    private @Nullable FileChannel channel;

    /** @param file empty to count in memory alone */
    DailyQuota(Clock clock, Optional<Path> file) {
        this.clock = clock;
        this.file = file;
        this.day = today();
        file.ifPresent(this::read);
    }

    /** Returns the items that the key has created today. */
    synchronized int today(String key) {
        beginDay();
        Count count = counts.get(key);
        return count == null ? 0 : count.items;
    }

    /**
     * Counts one item; empty if there is no limit.
     *
     * @param most of the key a day; 0 for no limit
     */
    synchronized Optional<RateLimitResult> take(String key, int most) {
        beginDay();
        boolean room = counts.containsKey(key) || counts.size() < MOST_KEYS;
        String name = room ? key : OTHERS;
        Count count = counts.computeIfAbsent(name, added -> new Count(counts.size()));
        boolean allowed = most <= 0 || count.items < most;
        if (allowed) {
            count.items++;
            write(name, count);
        }
        if (most <= 0) {
            return Optional.empty();
        }
        Duration wait = Duration.between(
                clock.instant(), day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        return Optional.of(
                new RateLimitResult(allowed, new Rule("day", most, Duration.ofDays(1)), most - count.items, wait));
    }

    private void beginDay() {
        LocalDate now = today();
        if (!now.equals(day)) {
            day = now;
            counts.clear();
            empty();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void read(Path path) {
        try {
            if (Files.exists(path)) {
                for (String line :
                        Files.readString(path, StandardCharsets.ISO_8859_1).split("\n")) {
                    Matcher parts = LINE.matcher(line);
                    if (parts.matches() && parts.group(1).equals(day.toString()) && counts.size() < MOST_KEYS) {
                        Count count = counts.computeIfAbsent(parts.group(3), added -> new Count(counts.size()));
                        count.items = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(parts.group(2)));
                    }
                }
            }
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            empty();
            counts.forEach(this::write);
        } catch (IOException | RuntimeException unusable) {
            LOG.warn(
                    "{} cannot be used: what publishable keys create today is counted in memory alone, and anew at the next"
                            + " start. Remove it if it is damaged: {}",
                    path,
                    unusable.toString());
            channel = null;
        }
    }

    private void empty() {
        try {
            if (channel != null) {
                channel.truncate(0);
            }
        } catch (IOException failed) {
            LOG.warn("{} cannot be emptied: {}", file, failed.toString());
        }
    }

    private void write(String key, Count count) {
        if (channel == null) {
            return;
        }
        String line = String.format(Locale.ROOT, "%s %010d %s", day, count.items, key);
        byte[] padded = String.format(Locale.ROOT, "%-" + (LINE_BYTES - 1) + "s\n", line)
                .getBytes(StandardCharsets.US_ASCII);
        try {
            channel.write(ByteBuffer.wrap(padded), (long) count.place * LINE_BYTES);
        } catch (IOException failed) {
            LOG.warn("{} cannot be written, and counts anew at the next start: {}", file, failed.toString());
            channel = null;
        }
    }
}
