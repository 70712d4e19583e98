package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reason why messages are read. */
enum ReadingTask {
    /** Nobody has said their sentiment, and the rules have judged it. */
    JUDGE {
        @Override
        boolean isFor(Optional<Feedback> before, Feedback after) {
            return by(after) == JudgedBy.RULES && isNew(before, after);
        }
    },
    /** Their meaning is unknown, since their sentiment was said, or an analyst without vectors judged it. */
    UNDERSTAND {
        @Override
        boolean isFor(Optional<Feedback> before, Feedback after) {
            return after.getVector().isEmpty()
                    && (by(after) == null
                            ? isNew(before, after)
                            : by(after) == JudgedBy.MODEL
                                    && before.filter(item -> by(item) == JudgedBy.RULES)
                                            .isPresent());
        }
    };

    abstract boolean isFor(Optional<Feedback> before, Feedback after);

    private static @Nullable JudgedBy by(Feedback item) {
        return item.getJudgedBy().orElse(null);
    }

    private static boolean isNew(Optional<Feedback> before, Feedback after) {
        return before.map(item -> !item.getMessage().equals(after.getMessage())).orElse(true);
    }
}
