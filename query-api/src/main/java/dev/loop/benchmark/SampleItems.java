package dev.loop.benchmark;

import dev.loop.api.key.DefaultProject;
import dev.loop.demo.DemoFeedback;
import dev.loop.demo.DemoOptions;
import dev.loop.schemas.avro.FeedbackCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;

/** The demo's feedback of some days, wide enough to be hard to count: 200 tags × 4 plans × 6 sources. */
final class SampleItems {

    static final int DAYS = 30;
    static final int TAGS = 200;
    static final int PLANS = 4;
    static final int SOURCES = 6;

    private static final int SEED = 7;
    private static final int ITEMS_PER_USER = 20;

    private final DemoFeedback feedback;
    private final Instant end;

    private SampleItems(DemoFeedback feedback, Instant end) {
        this.feedback = feedback;
        this.end = end;
    }

    /** Returns items of thirty days. */
    static SampleItems of(long count, Instant now) {
        return of(count, now, DAYS);
    }

    static SampleItems of(long count, Instant now, int days) {
        Instant end = now.truncatedTo(ChronoUnit.MINUTES);
        int users = (int) Math.min(1_000_000, 1 + count / ITEMS_PER_USER);
        return new SampleItems(
                new DemoFeedback(
                        new DemoOptions(DefaultProject.ID, SEED, end, count, days, users, TAGS, PLANS, SOURCES)),
                end);
    }

    Instant end() {
        return end;
    }

    long size() {
        return feedback.size();
    }

    Iterator<FeedbackCommand> commands() {
        return feedback.items();
    }
}
