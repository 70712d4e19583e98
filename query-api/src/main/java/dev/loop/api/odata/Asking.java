package dev.loop.api.odata;

import dev.loop.api.question.Questions;
import dev.loop.topology.question.Position;
import java.util.Optional;

/**
 * Who asks which rows of what.
 *
 * @param atLeast what the answer must reflect
 */
record Asking(Questions questions, String project, Optional<Expression> filter, Position atLeast) {

    boolean accepts(Row row) {
        return filter.map(condition -> condition.accepts(row)).orElse(true);
    }
}
