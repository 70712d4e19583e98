package dev.loop.api.connection;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The calls that may hold a thread while they wait for their callers. When all places are taken, the slowest caller loses
 * its own to the next one, so that slow callers never keep out faster ones.
 */
final class Places {

    private final int most;
    private final long sparedNanos;
    private final Set<Wait> taken = new LinkedHashSet<>();

    /** @param sparedNanos nobody is slow who was not waited for at least so long */
    Places(int most, long sparedNanos) {
        this.most = most;
        this.sparedNanos = sparedNanos;
    }

    /** Takes a place. Returns false if all places are taken by callers who are not slow. */
    boolean take(Wait wait) {
        Optional<Wait> slowest = Optional.empty();
        synchronized (this) {
            if (taken.size() >= most && !taken.contains(wait)) {
                slowest = taken.stream()
                        .filter(other -> other.waitedNanos() >= sparedNanos)
                        .min(Comparator.comparingDouble(Wait::bytesPerSecond));
                if (slowest.isEmpty()) {
                    return false;
                }
                taken.remove(slowest.get());
            }
            taken.add(wait);
        }
        slowest.ifPresent(Wait::end);
        return true;
    }

    synchronized void leave(Wait wait) {
        taken.remove(wait);
    }

    synchronized int taken() {
        return taken.size();
    }
}
