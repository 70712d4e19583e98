package dev.loop.api.question;

import java.util.Map;
import java.util.Set;

/** How many commands were taken in, as the broker knows it. */
@FunctionalInterface
public interface CommandEnds {

    /** The offset of the next command of each partition; without those that are not known now. */
    Map<Integer, Long> of(Set<Integer> partitions);
}
