package dev.loop.benchmark;

import java.util.List;
import java.util.Map;

/** Holds all items, and answers the questions that are compared. */
interface Answerer {

    /** Returns the name in the table. */
    String name();

    /**
     * Returns the figures of each group, in no particular order. Groups without items are left out, and a missing tag,
     * plan or source is empty. Equal answers are equal.
     */
    Map<List<String>, List<Long>> answer(ComparedQuestion question) throws Exception;
}
