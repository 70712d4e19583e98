package dev.loop.api.odata;

import dev.loop.api.question.Questions;
import java.util.Optional;

/** Who asks which rows of what. */
record Asking(Questions questions, String project, Optional<Expression> filter) {

    boolean accepts(Row row) {
        return filter.map(condition -> condition.accepts(row)).orElse(true);
    }
}
