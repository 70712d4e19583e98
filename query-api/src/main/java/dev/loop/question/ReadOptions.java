package dev.loop.question;

import dev.loop.topology.question.Position;

/**
 * The options of a read.
 *
 * @param atLeast the position that its answers reflect at least
 * @param partial whether it accepts an answer without the partitions that cannot be read, which then says so
 * @param caller who waits for the answers
 */
public record ReadOptions(Position atLeast, boolean partial, Requester caller) {

    /** The usual options: any position, and all partitions. */
    public static final ReadOptions USUAL = new ReadOptions(Position.NONE, false, Requester.STAYS);
}
