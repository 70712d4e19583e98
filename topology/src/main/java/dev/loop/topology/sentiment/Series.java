package dev.loop.topology.sentiment;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.Dimension;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The subject of a cell, apart from time: one combination of tag, plan and source, each of which may be absent. */
record Series(
        @Nullable String tag,
        @Nullable String plan,
        @Nullable String source) {

    /** Written by hand: every item asks for it, and what the compiler generates for a record is slow to warm up. */
    @Override
    public int hashCode() {
        return (Objects.hashCode(tag) * 31 + Objects.hashCode(plan)) * 31 + Objects.hashCode(source);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Series series
                && Objects.equals(tag, series.tag)
                && Objects.equals(plan, series.plan)
                && Objects.equals(source, series.source);
    }

    static Series of(Feedback item) {
        return new Series(
                item.getTag().orElse(null),
                item.getPlan().orElse(null),
                item.getSource().orElse(null));
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
