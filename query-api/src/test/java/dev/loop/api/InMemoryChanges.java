package dev.loop.api;

import dev.loop.history.ChangeLog;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One partition, one change a command; told in batches of two. */
final class InMemoryChanges implements ChangeLog {

    final List<FeedbackChange> changes = new ArrayList<>();
    volatile long begin;

    @Override
    public Increment after(Position since, Position atLeast, Duration wait) {
        long command = since.offsets().getOrDefault(0, -1L);
        if (command + 1 < begin) {
            throw new PositionGoneException(since);
        }
        List<FeedbackChange> rest = changes.subList((int) command + 1, changes.size());
        return new Increment(Position.of(0, changes.size() - 1), false, batch(rest));
    }

    private static Batch batch(List<FeedbackChange> all) {
        int some = Math.min(2, all.size());
        return new Batch(
                all.subList(0, some),
                some == all.size() ? Optional.empty() : Optional.of(() -> batch(all.subList(some, all.size()))));
    }
}
