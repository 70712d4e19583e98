package dev.loop.api.key;

import dev.loop.api.http.Refusal;
import dev.loop.api.limit.LimitSettings;
import dev.loop.api.limit.Limits;
import dev.loop.question.cluster.OtherInstances;
import dev.loop.schemas.avro.ApiKey;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The use of each key since the start of this process, which counts its own calls alone and asks the other instances for
 * theirs; the count of today's items outlives a restart. Thread-safe.
 */
public final class KeyUse {

    /** The limit of keys that are remembered; a project has 200 at most, and revoked ones fall out. */
    private static final int MOST_KEYS = 1_000;

    /** An instance that takes longer is left out, and named. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * A key with its use.
     *
     * @param page what is known of a publishable key alone
     * @param last empty if there was no call since the start
     * @param refused calls, by the name of the limit or the problem
     * @param since from when on all instances count
     * @param instances that count; none where there is only one
     */
    record Used(
            ApiKey key,
            Optional<Page> page,
            Optional<Instant> last,
            SortedMap<String, Long> refused,
            Instant since,
            Instances instances) {}

    /** @param missing those that did not answer, and whose calls are not counted here */
    record Instances(List<String> counted, List<String> missing) {}

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
    private final Optional<OtherInstances> others;
    private final Instant since;
    private final Map<String, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

    /** @param others empty for the only instance */
    public KeyUse(Clock clock, Limits limits, Optional<OtherInstances> others) {
        this.clock = clock;
        this.limits = limits;
        this.others = others;
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

    /** Returns the keys with their use at all instances. */
    List<Used> of(List<ApiKey> keys) {
        List<UseReport.Asked> asked = keys.stream()
                .map(key -> new UseReport.Asked(key.getId(), Caller.countedAs(key)))
                .toList();
        UseReport report = here(asked);
        var instances = new Instances(new ArrayList<>(), new ArrayList<>());
        if (others.isPresent()) {
            others.get().self().ifPresent(address -> instances.counted().add(address.toString()));
            var answers = others.get().ask(UseRoute.PATH, UseReport.question(asked), PATIENCE);
            for (var answer : answers.entrySet()) {
                Optional<UseReport> told = answer.getValue().flatMap(KeyUse::read);
                if (told.isPresent()) {
                    report = report.and(told.get());
                }
                (told.isPresent() ? instances.counted() : instances.missing())
                        .add(answer.getKey().toString());
            }
        }
        UseReport whole = report;
        return keys.stream().map(key -> used(key, whole, instances)).toList();
    }

    private static Optional<UseReport> read(byte[] message) {
        try {
            return Optional.of(UseReport.read(message));
        } catch (IOException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    private Used used(ApiKey key, UseReport report, Instances instances) {
        UseReport.OfKey use = report.of(key.getId());
        Optional<Page> page = Caller.isPublishable(key)
                ? Optional.of(new Page(limits.of(PageRules.of(key).limits()), use.itemsToday()))
                : Optional.empty();
        return new Used(
                key,
                page,
                Optional.ofNullable(use.last()).map(Instant::ofEpochMilli),
                new TreeMap<>(use.refused()),
                Instant.ofEpochMilli(report.since()),
                instances);
    }

    /** Returns the use of keys as this process counts it. */
    UseReport here(List<UseReport.Asked> asked) {
        Map<String, UseReport.OfKey> keys = new HashMap<>();
        for (UseReport.Asked key : asked) {
            int itemsToday = limits.createdToday(key.countedAs());
            synchronized (this) {
                Tally tally = tallies.get(key.id());
                keys.put(
                        key.id(),
                        tally == null
                                ? new UseReport.OfKey(null, Map.of(), itemsToday)
                                : new UseReport.OfKey(tally.last, new TreeMap<>(tally.refused), itemsToday));
            }
        }
        return new UseReport(since.toEpochMilli(), keys);
    }
}
