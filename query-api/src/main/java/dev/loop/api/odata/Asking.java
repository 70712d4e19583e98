package dev.loop.api.odata;

import dev.loop.question.Questions;
import dev.loop.topology.question.Position;
import java.util.Optional;

/**
 * A question: its caller, its rows, and their filter.
 *
 * @param atLeast the position that the answer must reflect
 */
record Asking(Questions questions, String project, Optional<Expression> filter, Position atLeast) {

    boolean accepts(ODataRow row) {
        return filter.map(condition -> condition.accepts(row)).orElse(true);
    }
}
