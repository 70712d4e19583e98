package dev.loop.topology.question;

/** The effect of a command on the ledger. */
public enum CommandOutcome {
    APPLIED,
    /** A create whose id was known, or an update that changes nothing. */
    UNCHANGED,
    /** An update or erasure of an unknown item. */
    NOT_FOUND,
    /** The item was at another revision than the command asked for. */
    CONFLICT,
    /** The command became a dead letter. */
    REJECTED
}
