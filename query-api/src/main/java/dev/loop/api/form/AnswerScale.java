package dev.loop.api.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.avro.FormKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The answers that a kind of form offers, and the field of the item that holds the chosen one. */
enum AnswerScale {
    SENTIMENT(FormKind.SENTIMENT, List.of("negative", "neutral", "positive")) {
        @Override
        void write(String value, ObjectNode item) {
            item.put("sentiment", value);
        }
    },
    STARS(FormKind.STARS, numbers(1, 5)),
    NPS(FormKind.NPS, numbers(0, 10)),
    TEXT(FormKind.TEXT, List.of()) {
        @Override
        void write(String value, ObjectNode item) {
            // Rules judge what was written.
        }
    };

    static final List<String> WORDS = Stream.of(values()).map(AnswerScale::word).toList();

    private final FormKind kind;
    private final List<String> answers;

    AnswerScale(FormKind kind, List<String> answers) {
        this.kind = kind;
        this.answers = answers;
    }

    private static List<String> numbers(int least, int most) {
        return IntStream.rangeClosed(least, most).mapToObj(Integer::toString).toList();
    }

    /** Returns the scale of a form. A kind that a newer version wrote is asked for as text alone. */
    static AnswerScale of(FormKind kind) {
        return Stream.of(values())
                .filter(scale -> scale.kind == kind)
                .findFirst()
                .orElse(TEXT);
    }

    static Optional<AnswerScale> named(String word) {
        return Stream.of(values()).filter(scale -> scale.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    FormKind kind() {
        return kind;
    }

    /** Returns the answers to choose from, in their order; none where only text is asked for. */
    List<String> answers() {
        return answers;
    }

    /** Returns whether the answers are numbers, with words at the two ends. */
    boolean hasEnds() {
        return this == STARS || this == NPS;
    }

    /** @param value one of {@link #answers}, or anything where there is none */
    void write(String value, ObjectNode item) {
        int highest = Integer.parseInt(answers.get(answers.size() - 1));
        item.putObject("rating").put("value", Integer.parseInt(value)).put("of", highest);
    }
}
