package dev.loop.listen;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to answer, so that retries can be tried out.
 *
 * @param statuses of the first attempt at an event, the second and so on; the last for all further ones
 * @param delay before the answer
 * @param retryAfter told with a status other than 2xx
 */
public record AnswerPlan(List<Integer> statuses, Duration delay, Optional<Duration> retryAfter) {

    public static final AnswerPlan USUAL = new AnswerPlan(List.of(204), Duration.ZERO, Optional.empty());

    /** Of so many events it is known how often they came; for older ones counting begins anew. */
    private static final int REMEMBERED = 100_000;

    public AnswerPlan {
        statuses = List.copyOf(statuses);
        if (statuses.isEmpty()) {
            throw new IllegalArgumentException("no status to answer with");
        }
    }

    /** Counts how often each event came. */
    Counter counter() {
        return new Counter();
    }

    /** Of one run. */
    final class Counter {
        private final Map<String, Integer> seen = new LinkedHashMap<>(1024, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > REMEMBERED;
            }
        };

        /** How often it has come, this time included. */
        synchronized int count(String eventId) {
            return seen.merge(eventId, 1, Integer::sum);
        }

        int status(int time) {
            return statuses.get(Math.min(time, statuses.size()) - 1);
        }
    }
}
