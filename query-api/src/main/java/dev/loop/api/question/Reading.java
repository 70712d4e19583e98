package dev.loop.api.question;

import dev.loop.topology.question.Position;

/**
 * On what terms a call reads.
 *
 * @param atLeast what its answers reflect at least
 * @param partial whether it takes an answer without the partitions that cannot be read, which then says so
 */
public record Reading(Position atLeast, boolean partial) {

    /** Whatever there is, and all of it. */
    public static final Reading USUAL = new Reading(Position.NONE, false);
}
