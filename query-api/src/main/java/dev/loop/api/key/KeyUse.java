package dev.loop.api.key;

import dev.loop.api.http.Refusal;
import dev.loop.api.limit.LimitSettings;
import dev.loop.api.limit.Limits;
import dev.loop.schemas.avro.ApiKey;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The use of each key since the start of this process, which knows of its own calls alone; the count of today's items
 * outlives a restart. Thread-safe.
 */
public final class KeyUse {

    /** The limit of keys that are remembered; a project has 200 at most, and revoked ones fall out. */
    private static final int MOST_KEYS = 1_000;

    /**
     * A key with its use.
     *
     * @param page what is known of a publishable key alone
     * @param last empty if there was no call since the start
     * @param refused calls, by the name of the limit or the problem
     * @param instance address of the process that tells this; empty for the only one
     */
    record Used(
            ApiKey key,
            Optional<Page> page,
            Optional<Instant> last,
            SortedMap<String, Long> refused,
            Instant since,
            Optional<String> instance) {}

    /**
     * @param limits those that hold for the key
     * @param itemsToday by UTC, of the key and those that were rotated into it
     */
    record Page(LimitSettings limits, int itemsToday) {}

    private static final class Tally {
        private long last;
        private final TreeMap<String, Long> refused = new TreeMap<>();
    }

    private final Clock clock;
    private final Limits limits;
    private final Supplier<Optional<String>> instance;
    private final Instant since;
    private final Map<String, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

    public KeyUse(Clock clock, Limits limits, Supplier<Optional<String>> instance) {
        this.clock = clock;
        this.limits = limits;
        this.instance = instance;
        this.since = clock.instant();
    }

    /** Counts a call that has ended. */
    void ended(Context ctx) {
        Access.known(ctx)
                .map(Caller::keyId)
                .filter(id -> !BrowserSessions.hasIdOfSession(id))
                .ifPresent(id -> count(id, Refusal.of(ctx)));
    }

    private synchronized void count(String keyId, String refusal) {
        Tally tally = tallies.computeIfAbsent(keyId, first -> new Tally());
        if (tallies.size() > MOST_KEYS) {
            tallies.remove(tallies.keySet().iterator().next());
        }
        tally.last = clock.millis();
        if (!refusal.isEmpty()) {
            tally.refused.merge(refusal, 1L, Long::sum);
        }
    }

    Used of(ApiKey key) {
        Optional<Page> page = Caller.isPublishable(key)
                ? Optional.of(
                        new Page(limits.of(PageRules.of(key).limits()), limits.createdToday(Caller.countedAs(key))))
                : Optional.empty();
        synchronized (this) {
            Tally tally = tallies.get(key.getId());
            return new Used(
                    key,
                    page,
                    Optional.ofNullable(tally).map(known -> Instant.ofEpochMilli(known.last)),
                    tally == null ? new TreeMap<>() : new TreeMap<>(tally.refused),
                    since,
                    instance.get());
        }
    }
}
