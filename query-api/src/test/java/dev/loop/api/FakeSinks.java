package dev.loop.api;

import dev.loop.api.sink.SinkBoard;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One sink, which has a position when a test says so. */
final class FakeSinks implements SinkBoard {

    volatile List<SinkState> states =
            List.of(new SinkState("loop-postgres-feedback", "feedback", "feedback", 0, Optional.empty()));
    volatile boolean reached = true;
    volatile boolean unknown;
    volatile Position asked = Position.NONE;

    @Override
    public List<SinkState> states() {
        if (unknown) {
            throw new SinksUnknownException(new IllegalStateException("no broker"));
        }
        return states;
    }

    @Override
    public boolean await(Position position, Duration atMost) {
        asked = position;
        return reached;
    }
}
