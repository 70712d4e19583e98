package dev.loop.api.feedback;

import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.question.Questions;
import dev.loop.question.Questions.Meaning;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.text.TextRules;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * {@code like=id} and {@code similar=text}: the items of a list are those nearest in meaning, the nearest first.
 *
 * @param item the id of an item
 */
record AlikeTo(Optional<String> item, Optional<String> text) {

    static final String LIKE = "like";
    static final String SIMILAR = "similar";

    /** A text of this length takes the encoder a tenth of a second. */
    private static final int LONGEST_TEXT = 1_000;

    /** Reads the parameters; empty if the list is in another order. */
    static Optional<AlikeTo> of(Parameters parameters) {
        Optional<String> item = parameters.text(LIKE);
        Optional<String> text = parameters.text(SIMILAR);
        if (item.isEmpty() && text.isEmpty()) {
            return Optional.empty();
        }
        String name = item.isPresent() ? LIKE : SIMILAR;
        if (item.isPresent() && text.isPresent()) {
            parameters.refuse(SIMILAR, "is there together with like", "give either");
        }
        for (String other : List.of(AfterItem.NAME, ChangedFeedback.SINCE)) {
            if (parameters.has(other)) {
                parameters.refuse(other, "does not go with " + name, "leave out either");
            }
        }
        if (parameters.text("sort").filter("newest"::equals).isPresent()) {
            parameters.refuse("sort", "is newest, and with " + name + " the nearest come first", "leave it out");
        }
        item.filter(id -> !FeedbackId.isValid(id))
                .ifPresent(id -> parameters.refuse(
                        LIKE, "is " + TextRules.quote(id), "give the id of an item, fb_ and 26 characters"));
        text.ifPresent(words -> {
            if (words.isBlank()) {
                parameters.refuse(SIMILAR, "is empty", "give a text, such as a sentence that people might say");
            } else if (words.length() > LONGEST_TEXT) {
                parameters.refuse(SIMILAR, "is longer than " + LONGEST_TEXT + " characters", "shorten it");
            }
        });
        return Optional.of(new AlikeTo(item, text));
    }

    /** Returns the meaning; refuses where it is not known. */
    Meaning meaning(Questions questions, String project, Parameters parameters, TextMeaning encoder) {
        if (text.isPresent()) {
            Optional<ByteBuffer> vector = encoder.of(text.get());
            if (vector.isEmpty()) {
                parameters.refuse(SIMILAR, "has no word that the encoder knows", "use other words, or q to find these");
            }
            parameters.done();
            return new Meaning(vector.orElseThrow(), Optional.empty());
        }
        String id = item.orElseThrow();
        Optional<Feedback> found = questions.item(project, id);
        if (found.isEmpty()) {
            parameters.refuse(
                    LIKE, "is " + TextRules.quote(id) + ", and there is no such item", "give the id of another");
        }
        parameters.done();
        return new Meaning(
                found.orElseThrow()
                        .getVector()
                        .orElseThrow(() -> Problem.MEANING_UNKNOWN.because("No analyst has read the message of " + id
                                + " yet, or it has no word that the encoder knows.")),
                Optional.of(id));
    }
}
