package dev.loop.question;

import dev.loop.question.Questions.TooManyAtOnceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the groups that all open questions hold in memory together, whatever names there are. {@link Questions.Limits}
 * bounds each question; small ones take nothing from here, and never wait for a large one.
 */
public final class GroupMemory {

    /** The bytes of one group with a name of its own, from its first count until the answer is sent. */
    private static final int BYTES_OF_GROUP = 256;

    /** The part of the heap that groups may fill. */
    private static final int PART = 4;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long most;
    private final AtomicLong held = new AtomicLong();

    public GroupMemory(long most) {
        this.most = most;
    }

    /** Returns a bound by the heap of this process: a million groups for 1 GiB. */
    public static GroupMemory ofHeap() {
        return new GroupMemory(Runtime.getRuntime().maxMemory() / PART / BYTES_OF_GROUP);
    }

    /** Returns the number of groups held now. */
    public long held() {
        return held.get();
    }

    /** Returns the limit of groups. */
    public long most() {
        return most;
    }

    /** Takes groups. Throws {@link TooManyAtOnceException}, and takes none, if they do not fit. */
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
