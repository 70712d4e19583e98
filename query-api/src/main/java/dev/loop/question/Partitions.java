package dev.loop.question;

import java.util.Map;

/** All partitions, wherever they are. */
public interface Partitions extends AutoCloseable {

    int count();

    /** Returns the partition of an item, or of an endpoint. */
    int of(String id);

    /**
     * Asks several partitions at once.
     *
     * @return an answer of each; fewer only if the terms allow a partial answer
     * @throws Questions.NotReadyException if a partition cannot be read
     */
    <T> Map<Integer, Told<T>> ask(Map<Integer, Ask<T>> asks, Terms terms);

    @Override
    void close();
}
