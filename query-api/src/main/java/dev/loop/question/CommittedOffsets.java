package dev.loop.question;

/** The topology's committed offsets, as the broker knows them. */
@FunctionalInterface
public interface CommittedOffsets {

    /** Returns the offset of the next command of the partition to be applied; 0 if none has been. */
    long of(int partition);
}
