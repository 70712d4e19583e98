package dev.loop.question;

import java.util.Map;

/** The copies of partitions that one instance has. */
public interface Copies {

    /** Returns the number of partitions, here and elsewhere. */
    int count();

    /** Returns the partition of an item, or of an endpoint. */
    int of(String id);

    /** Returns the answer of the local copy of each partition asked. */
    <T> Map<Integer, Answer<T>> answers(Map<Integer, Ask<T>> asks, Terms terms);
}
