package dev.loop.api.question;

/** How far the topology has committed, as the broker knows it. */
@FunctionalInterface
public interface CommittedOffsets {

    /** The offset of the next command of the partition to be applied; 0 where none has been. */
    long of(int partition);
}
