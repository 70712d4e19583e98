package dev.loop.question;

import java.util.Map;
import java.util.Set;

/** The number of commands that were taken in, as the broker knows it. */
@FunctionalInterface
public interface CommandEnds {

    /** Returns the offset of the next command of each partition; partitions whose end is unknown now are left out. */
    Map<Integer, Long> of(Set<Integer> partitions);
}
