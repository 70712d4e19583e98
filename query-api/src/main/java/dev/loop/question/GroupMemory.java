package dev.loop.question;

import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many groups all questions that are being answered hold in memory together, whatever names there are. One
 * question alone is bounded by {@link Questions.Limits}; small ones take nothing from here, and never wait for a large one.
 */
public final class GroupMemory {

    /** What a group takes from when it is counted until it is answered, with a name of its own. */
    private static final int BYTES_OF_GROUP = 256;

    /** The part of the heap that groups may fill. */
    private static final int PART = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long most;
    private final AtomicLong held = new AtomicLong();

    public GroupMemory(long most) {
        this.most = most;
    }

    /** By the heap of this process: a million groups in one of 1 GiB. */
    public static GroupMemory ofHeap() {
        return new GroupMemory(Runtime.getRuntime().maxMemory() / PART / BYTES_OF_GROUP);
    }

    /** How many are held now. */
    public long held() {
        return held.get();
    }

    /** How many may be. */
    public long most() {
        return most;
    }

    /** Throws {@link TooManyAtOnceException}, and takes none, where they do not fit. */
    void take(int groups) {
        if (held.addAndGet(groups) > most) {
            held.addAndGet(-groups);
            throw new TooManyAtOnceException(
                    "Questions with so many groups are being answered that there is no memory for one more. Ask again,"
                            + " or narrow the question with a filter, or group by less.",
                    RETRY_AFTER);
        }
    }

    void giveBack(long groups) {
        held.addAndGet(-groups);
    }
}
