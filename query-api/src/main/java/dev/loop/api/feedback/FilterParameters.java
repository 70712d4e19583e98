package dev.loop.api.feedback;

import dev.loop.api.http.Parameters;
import dev.loop.schemas.intake.FeedbackJson;
import dev.loop.topology.question.FeedbackFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which items a call is about: the same parameters wherever items are listed or counted. */
public final class FilterParameters {

    public static final List<String> NAMES =
            List.of("tag", "plan", "source", "user", "sentiment", "status", "from", "to", "q");

    private static final int LONGEST_TEXT = 200;

    public static FeedbackFilter of(Parameters parameters, String project) {
        Optional<Instant> from = parameters.time("from");
        Optional<Instant> to = parameters.time("to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            parameters.refuse("to", "is not after from", "from is inclusive and to exclusive; swap or move them");
        }
        Optional<String> text = parameters.text("q");
        if (text.filter(t -> t.length() > LONGEST_TEXT).isPresent()) {
            parameters.refuse("q", "is longer than " + LONGEST_TEXT + " characters", "search for less");
        }
        return new FeedbackFilter(
                project,
                parameters.match("tag"),
                parameters.match("plan"),
                parameters.match("source"),
                parameters.match("user"),
                parameters.words("sentiment", FeedbackJson::sentiment, List.of("positive", "neutral", "negative")),
                parameters.words("status", FeedbackJson::status, List.of("open", "resolved")),
                from,
                to,
                text);
    }

    private FilterParameters() {}
}
