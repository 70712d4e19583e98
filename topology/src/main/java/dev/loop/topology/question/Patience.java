package dev.loop.topology.question;

/** How long a reader may go on. Asked every so often by whatever reads much; throws when it is over. */
@FunctionalInterface
public interface Patience {

    void check();
}
