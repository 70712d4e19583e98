package dev.loop.topology.sentiment;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.intake.BatchMarks;
import dev.loop.topology.question.Dimension;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a cell, apart from time: one combination of tag, plan and source, each of which may be absent.
 *
 * @param backfill whether it counts backfilled items, and those alone
 */
record Series(
        @Nullable String tag,
        @Nullable String plan,
        @Nullable String source,
        boolean backfill) {

    /** Written by hand: every item asks for it, and what the compiler generates for a record is slow to warm up. */
    @Override
    public int hashCode() {
        int names = (Objects.hashCode(tag) * 31 + Objects.hashCode(plan)) * 31 + Objects.hashCode(source);
        return backfill ? ~names : names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Series series
                && Objects.equals(tag, series.tag)
                && Objects.equals(plan, series.plan)
                && Objects.equals(source, series.source)
                && backfill == series.backfill;
    }

    static Series of(Feedback item) {
        return new Series(
                item.getTag().orElse(null),
                item.getPlan().orElse(null),
                item.getSource().orElse(null),
                BatchMarks.isBackfill(item));
    }

    @Nullable
    String value(Dimension dimension) {
        return switch (dimension) {
            case TAG -> tag;
            case PLAN -> plan;
            case SOURCE -> source;
        };
    }
}
