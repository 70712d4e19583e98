package dev.loop.question;

import dev.loop.topology.question.Position;

/**
 * The terms of a call.
 *
 * @param atLeast the position that its answers reflect at least
 * @param partial whether it accepts an answer without the partitions that cannot be read, which then says so
 * @param caller who waits for the answers
 */
public record Reading(Position atLeast, boolean partial, Caller caller) {

    /** The usual terms: any position, and all partitions. */
    public static final Reading USUAL = new Reading(Position.NONE, false, Caller.STAYS);
}
