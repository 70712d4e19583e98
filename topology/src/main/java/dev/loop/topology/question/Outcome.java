package dev.loop.topology.question;

/** What the ledger made of a command. */
public enum Outcome {
    APPLIED,
    /** A create whose id was known, or an update that changes nothing. */
    UNCHANGED,
    /** An update or erasure of an item that is not there. */
    NOT_FOUND,
    /** The item was not at the revision asked for. */
    CONFLICT,
    /** Went to the dead letters. */
    REJECTED
}
