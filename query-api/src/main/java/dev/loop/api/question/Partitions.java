package dev.loop.api.question;

import java.util.Map;

/** All partitions, wherever they are. */
public interface Partitions extends AutoCloseable {

    int count();

    /** The partition that all of an item, or of an endpoint, is in. */
    int of(String id);

    /**
     * Asks each of some partitions, all at once.
     *
     * @return an answer of each; fewer only where the terms say that some may be left out
     * @throws Questions.NotReadyException where a partition cannot be read
     */
    <T> Map<Integer, Told<T>> ask(Map<Integer, Ask<T>> asks, Terms terms);

    @Override
    void close();
}
