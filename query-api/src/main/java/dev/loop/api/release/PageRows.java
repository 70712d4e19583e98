package dev.loop.api.release;

import dev.loop.analysis.statistics.BeforeAfter;
import dev.loop.analysis.statistics.Wilson;
import dev.loop.api.release.PageWords.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A family of changes as a section of the page.
 *
 * @param scale the end of the plots, in words
 */
record PageRows(String heading, String lead, String column, String nothing, String scale, List<Row> rows) {

    /** The width of the plot, in its own units. */
    private static final double WIDTH = 240;

    boolean hasRows() {
        return !rows.isEmpty();
    }

    /** The ends of an interval, and the place of the rate. */
    record Line(String low, String high, String at) {}

    /** @param label the plot in words */
    record Plot(@Nullable Line before, @Nullable Line after, String label) {}

    /**
     * One tag or plan.
     *
     * @param name null for items without one
     * @param kind worse, better, no-evidence or not-enough-data
     * @param standardized both rates at the same mix of the strata, in words; null where they are the raw ones
     */
    record Row(
            @Nullable String name,
            String kind,
            boolean affected,
            Plot plot,
            @Nullable Shown rateBefore,
            @Nullable Shown rateAfter,
            @Nullable String standardized,
            long before,
            long after,
            long itemsBefore,
            long itemsAfter,
            @Nullable Shown stratifiedZ,
            @Nullable Shown q,
            String badge) {}

    static PageRows of(
            String heading, String lead, String column, String nothing, List<Change> changes, Set<String> affected) {
        double greatest = changes.stream()
                .mapToDouble(change -> Math.max(
                        high(change.counts().hitsBefore(), change.counts().before()),
                        high(change.counts().hitsAfter(), change.counts().after())))
                .max()
                .orElse(0);
        double scale = PageWords.scale(greatest);
        return new PageRows(
                heading,
                lead,
                column,
                nothing,
                String.format(Locale.ENGLISH, "%s\u202F%%", trimmed(scale * 100)),
                changes.stream().map(change -> row(change, scale, affected)).toList());
    }

    private static Row row(Change change, double scale, Set<String> affected) {
        BeforeAfter counts = change.counts();
        Shown before = rate(counts.hitsBefore(), counts.before());
        Shown after = rate(counts.hitsAfter(), counts.after());
        return new Row(
                change.name(),
                change.verdict().word(),
                change.name() != null && affected.contains(change.name()),
                new Plot(
                        line(counts.hitsBefore(), counts.before(), scale),
                        line(counts.hitsAfter(), counts.after(), scale),
                        "before " + label(counts.hitsBefore(), counts.before()) + ", after "
                                + label(counts.hitsAfter(), counts.after())),
                before,
                after,
                standardized(change, before, after),
                counts.hitsBefore(),
                counts.hitsAfter(),
                counts.before(),
                counts.after(),
                PageWords.signed(change.stratifiedZ()),
                PageWords.chance(change.q()),
                switch (change.verdict()) {
                    case WORSE -> "▲ worse";
                    case BETTER -> "▼ better";
                    case NO_EVIDENCE -> "no evidence";
                    case NOT_ENOUGH_DATA -> "not tested";
                });
    }

    private static @Nullable String standardized(Change change, @Nullable Shown before, @Nullable Shown after) {
        if (change.standardizedBefore().isEmpty() || before == null || after == null) {
            return null;
        }
        String standardizedBefore =
                PageWords.percent(change.standardizedBefore().getAsDouble()).words();
        String standardizedAfter =
                PageWords.percent(change.standardizedAfter().orElseThrow()).words();
        return standardizedBefore.equals(before.words()) && standardizedAfter.equals(after.words())
                ? null
                : standardizedBefore + " → " + standardizedAfter;
    }

    private static @Nullable Shown rate(long hits, long of) {
        return of == 0 ? null : PageWords.percent((double) hits / of);
    }

    private static double high(long hits, long of) {
        return of == 0 ? 0 : Wilson.of(hits, of).high();
    }

    private static String label(long hits, long of) {
        if (of == 0) {
            return "no items";
        }
        Wilson interval = Wilson.of(hits, of);
        return PageWords.percent((double) hits / of).words() + " ("
                + PageWords.percents(interval.low(), interval.high()) + ")";
    }

    private static @Nullable Line line(long hits, long of, double scale) {
        if (of == 0) {
            return null;
        }
        Wilson interval = Wilson.of(hits, of);
        return new Line(place(interval.low(), scale), place(interval.high(), scale), place((double) hits / of, scale));
    }

    private static String place(double share, double scale) {
        return String.format(Locale.ROOT, "%.1f", share / scale * WIDTH);
    }

    private static String trimmed(double percent) {
        return String.format(Locale.ENGLISH, "%.2f", percent).replaceAll("\\.?0+$", "");
    }
}
