package dev.loop.topology.cause;

import java.util.OptionalInt;

/**
 * A reason why something does not work, for operators and programs. Its texts name files relative to the data directory
 * only.
 *
 * @param component what does not work: {@code store}, {@code deliveries}, {@code control-table}, {@code streams}, …
 * @param partition the one that is concerned, where it is one
 * @param what happened, in a sentence
 * @param remedy what to do, or what the program does about it by itself, in a sentence
 */
public record Cause(String component, OptionalInt partition, String what, String remedy) {

    public static Cause of(String component, String what, String remedy) {
        return new Cause(component, OptionalInt.empty(), what, remedy);
    }
}
