package dev.loop.topology;

import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Update;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Offers {@link Commands} to tests of other packages. */
public final class TestCommands {

    public static FeedbackCommand create(String name, Instant at) {
        return Commands.create(Commands.id(name), at);
    }

    public static FeedbackCommand update(String name, Instant at, UnaryOperator<Update.Builder> change) {
        return Commands.update(Commands.id(name), at, change);
    }

    public static FeedbackCommand erase(String name, Instant at) {
        return Commands.erase(Commands.id(name), at);
    }

    private TestCommands() {}
}
