package dev.loop.topology.run;

import dev.loop.topology.cause.Cause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The reason why a stream thread ended, shown for as long as another thread may end of the same. */
final class ThreadFailures {

    private static final long TOLD_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int LONGEST = 500;

    private record Failure(String what, long at) {}

    private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

    void add(Throwable failure) {
        Throwable root = failure;
        StringBuilder words = new StringBuilder(root.toString());
        while (root.getCause() != null) {
            root = root.getCause();
            words.append(" < ").append(root);
        }
        String what = words.substring(Math.max(0, words.length() - LONGEST));
        last.set(new Failure(what.replaceAll("(?<![\\w.])/\\S*/(?=(stores|kafka)/)", ""), System.nanoTime()));
    }

    List<Cause> causes() {
        Failure failure = last.get();
        return failure == null || System.nanoTime() - failure.at() > TOLD_NANOS
                ? List.of()
                : List.of(Cause.of(
                        "streams",
                        "A stream thread ended: " + failure.what() + ".",
                        "Another one takes its place; where that does not help, the log says which file or"
                                + " broker it is."));
    }
}
