package dev.loop.connectors.llm;

import dev.loop.schemas.avro.Sentiment;
import java.util.List;

/** What came of asking about a text. */
public sealed interface LlmAnswer {

    /** @param language two or three small letters */
    record Said(Sentiment sentiment, Chances chances, String language, List<String> quotes) implements LlmAnswer {

        public Said {
            quotes = List.copyOf(quotes);
        }
    }

    /** Probabilities; their sum is 1. */
    record Chances(double negative, double neutral, double positive) {

        double of(Sentiment sentiment) {
            return switch (sentiment) {
                case NEGATIVE -> negative;
                case NEUTRAL -> neutral;
                default -> positive;
            };
        }
    }

    /** Nothing was said. */
    enum Silence implements LlmAnswer {
        /** What came was not what was asked for, or the server does not take the text: asking again would not help. */
        REFUSED,
        /** The month's budget has no room for the call. */
        SPENT,
        /** The server does not answer. */
        DOWN,
        /** This program is about to end. */
        STOPPING
    }
}
