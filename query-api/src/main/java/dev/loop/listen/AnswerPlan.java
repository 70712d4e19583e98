package dev.loop.listen;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans answers, so that retries can be tried out.
 *
 * @param statuses answers to the first attempt at an event, the second and so on; the last one answers all further ones
 * @param delay wait before the answer
 * @param retryAfter sent with a status other than 2xx
 */
public record AnswerPlan(List<Integer> statuses, Duration delay, Optional<Duration> retryAfter) {

    public static final AnswerPlan USUAL = new AnswerPlan(List.of(204), Duration.ZERO, Optional.empty());

    /** The number of events whose attempts are remembered; older ones are counted anew. */
    private static final int REMEMBERED = 100_000;

    public AnswerPlan {
        statuses = List.copyOf(statuses);
        if (statuses.isEmpty()) {
            throw new IllegalArgumentException("no status to answer with");
        }
    }

    /** Returns a counter of how often each event came. */
    Counter counter() {
        return new Counter();
    }

    /** The counter of one run. */
    final class Counter {
        private final Map<String, Integer> seen = new LinkedHashMap<>(1024, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > REMEMBERED;
            }
        };

        /** Counts an event. Returns how often it has come, this time included. */
        synchronized int count(String eventId) {
            return seen.merge(eventId, 1, Integer::sum);
        }

        int status(int time) {
            return statuses.get(Math.min(time, statuses.size()) - 1);
        }
    }
}
