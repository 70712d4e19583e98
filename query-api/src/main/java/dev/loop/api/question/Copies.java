package dev.loop.api.question;

import java.util.Map;

/** The copies of partitions that one instance has. */
public interface Copies {

    /** How many partitions there are, here and elsewhere. */
    int count();

    /** The partition that all of an item, or of an endpoint, is in. */
    int of(String id);

    /** Of each partition that is asked, what the copy that is here says. */
    <T> Map<Integer, Answer<T>> answers(Map<Integer, Ask<T>> asks, Terms terms);
}
