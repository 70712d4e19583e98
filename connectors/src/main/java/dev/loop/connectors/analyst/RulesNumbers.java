package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.Sentiment;

/** What the rules say of a message, for the model beside the encoder's numbers. */
public interface RulesNumbers {

    int COUNT = 10;

    /** The version of the rules; a model that was trained with others still works, a little worse. */
    String version();

    /** Returns the rules' own label and {@link #COUNT} numbers, each about between -1 and 1. */
    Read read(String message);

    /**
     * @param sentiment the rules' label
     * @param numbers {@link #COUNT} of them
     */
    record Read(Sentiment sentiment, double[] numbers) {}
}
