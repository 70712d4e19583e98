package dev.loop.api.sentiment;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Parameters;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.topology.question.FeedbackFilter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code compare=previous}: the same counts for the time before, just as long, to the millisecond.
 *
 * @param previous start of the time before; it ends where the period begins
 * @param from start of the period
 * @param to exclusive end of the period
 */
record Compare(long previous, long from, long to) {

    static final String NAME = "compare";

    private static final String PREVIOUS = "previous";

    /** @param now end of a period without one */
    static Optional<Compare> of(Parameters parameters, FeedbackFilter filter, Instant now) {
        Optional<String> word = parameters.text(NAME);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        if (!word.get().equals(PREVIOUS)) {
            parameters.notOneOf(NAME, word.get(), List.of(PREVIOUS));
            return Optional.empty();
        }
        long from = filter.from().map(Instant::toEpochMilli).orElse(0L);
        long to = filter.to().orElse(now).toEpochMilli();
        if (filter.from().isEmpty()) {
            parameters.refuse(NAME, "needs a period to compare", "give from, and to if it does not end now");
            return Optional.empty();
        }
        if (from >= to) {
            parameters.refuse("from", "is not in the past", "give to as well, for a period that lies ahead");
            return Optional.empty();
        }
        return Optional.of(new Compare(from - (to - from), from, to));
    }

    long length() {
        return to - from;
    }

    void write(JsonGenerator json) throws IOException {
        span(json, "period", from, to);
        span(json, "previousPeriod", previous, from);
    }

    private static void span(JsonGenerator json, String name, long from, long to) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("from", Rfc3339.format(from));
        json.writeStringField("to", Rfc3339.format(to));
        json.writeEndObject();
    }
}
