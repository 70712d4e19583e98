package dev.loop.analysis.trend;

import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles known incidents with the spikes in the counts. Spikes follow from the present counts, which change when
 * items come late, are re-tagged or erased; incidents are what was reported. A spike at the time of a known incident is
 * that incident, so that an incident opens once, whatever becomes of the counts.
 */
final class Incidents {

    /** The time after its last hour in which a further spike is the same incident. */
    private static final Duration SAME = Duration.ofHours(HourlyCounts.HOURS_OF_DAY);

    private final String project;
    private final TagHistory history;
    private final Instant now;
    private final List<Trend> changes = new ArrayList<>();

    private Incidents(String project, TagHistory history, Instant now) {
        this.project = project;
        this.history = history;
        this.now = now;
    }

    /**
     * Returns the records to be written, in the order of time.
     *
     * @param from the first hour that is judged
     */
    static List<Trend> changes(String project, TagHistory history, int from, List<Trend> remembered, Instant now) {
        var incidents = new Incidents(project, history, now);
        Map<@Nullable String, List<Trend>> byTag = new HashMap<>();
        remembered.forEach(trend -> byTag.computeIfAbsent(trend.getTag().orElse(null), tag -> new ArrayList<>())
                .add(trend));
        Set<@Nullable String> tags = new HashSet<>(byTag.keySet());
        tags.addAll(history.byTag().keySet());
        for (@Nullable String tag : tags) {
            HourlyCounts counts = history.byTag().get(tag);
            incidents.reconcile(
                    tag, counts == null ? List.of() : Spike.in(counts, from), byTag.getOrDefault(tag, List.of()));
        }
        return incidents.changes;
    }

    private void reconcile(@Nullable String tag, List<Spike> seen, List<Trend> remembered) {
        Map<String, Trend> standing = new HashMap<>();
        remembered.forEach(trend -> standing.put(trend.getId(), trend));
        Set<String> found = new HashSet<>();
        for (Spike spike : seen) {
            Optional<Trend> known = standing.values().stream()
                    .filter(trend -> meet(trend, spike))
                    .max(Comparator.comparing(Trend::getOpenedAt));
            Trend next = known.map(trend -> goOn(trend, spike)).orElseGet(() -> open(tag, spike));
            found.add(next.getId());
            if (known.isEmpty() || !same(known.get(), next)) {
                changes.add(next);
                standing.put(next.getId(), next);
            }
        }
        for (Trend trend : List.copyOf(standing.values())) {
            if (trend.getClosedAt().isEmpty() && !found.contains(trend.getId())) {
                // The items of the incident are gone: erased, or re-tagged.
                changes.add(
                        next(trend).setEvent(TrendEvent.CLOSED).setClosedAt(now).build());
            }
        }
    }

    private boolean meet(Trend trend, Spike spike) {
        Instant begin = history.at(spike.opened());
        Instant end = history.at(spike.closed().orElse(history.lastHour())).plus(SAME);
        Instant until = trend.getClosedAt().orElse(trend.getLastAt()).plus(SAME);
        return !trend.getOpenedAt().isAfter(end) && !begin.isAfter(until);
    }

    private Trend open(@Nullable String tag, Spike spike) {
        Instant openedAt = history.at(spike.opened());
        boolean over = spike.closed().isPresent();
        return Trend.newBuilder()
                .setProject(project)
                .setId(id(tag, openedAt))
                .setTag(tag)
                .setRevision(1)
                .setEvent(over ? TrendEvent.FOUND : TrendEvent.OPENED)
                .setOpenedAt(openedAt)
                .setLastAt(history.at(spike.last()))
                .setClosedAt(spike.closed().map(history::at).orElse(null))
                .setItems(spike.items())
                .setExpected(spike.expected())
                .setPeakAt(history.at(spike.peak()))
                .setPeakItems(spike.peakItems())
                .setPeakExpected(spike.peakExpected())
                .setUpdatedAt(now)
                .setSince(history.at(spike.from()))
                .build();
    }

    /** Updates an incident. It keeps its id and its opening, even if the counts would now open it at another hour. */
    private Trend goOn(Trend known, Spike spike) {
        Instant closedAt = spike.closed().map(history::at).orElse(null);
        boolean closes = known.getClosedAt().isEmpty() && closedAt != null;
        return next(known)
                .setEvent(closes ? TrendEvent.CLOSED : TrendEvent.CHANGED)
                .setLastAt(history.at(spike.last()))
                .setClosedAt(closedAt)
                .setItems(spike.items())
                .setExpected(spike.expected())
                .setPeakAt(history.at(spike.peak()))
                .setPeakItems(spike.peakItems())
                .setPeakExpected(spike.peakExpected())
                .setSince(history.at(spike.from()))
                .build();
    }

    private Trend.Builder next(Trend known) {
        return Trend.newBuilder(known).setRevision(known.getRevision() + 1).setUpdatedAt(now);
    }

    /**
     * Returns whether there is nothing to report. A closed incident that stays closed is not reported again for a late
     * item.
     */
    private static boolean same(Trend a, Trend b) {
        if (a.getClosedAt().isPresent() && b.getClosedAt().isPresent()) {
            return true;
        }
        return a.getClosedAt().equals(b.getClosedAt())
                && a.getLastAt().equals(b.getLastAt())
                && a.getItems() == b.getItems()
                && a.getPeakItems() == b.getPeakItems();
    }

    private String id(@Nullable String tag, Instant openedAt) {
        String name = project + "\n" + openedAt.toEpochMilli() + "\n" + (tag == null ? "" : "#" + tag);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return "tr_" + HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
