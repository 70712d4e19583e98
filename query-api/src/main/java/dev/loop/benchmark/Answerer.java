package dev.loop.benchmark;

import java.util.List;
import java.util.Map;

/** Holds all items, and answers what is compared. */
interface Answerer {

    /** For the table. */
    String name();

    /**
     * For each group its figures, in an order of no meaning; groups without items are left out, and a tag, plan or source
     * that an item does not have is empty. Equal answers are equal.
     */
    Map<List<String>, List<Long>> answer(ComparedQuestion question) throws Exception;
}
