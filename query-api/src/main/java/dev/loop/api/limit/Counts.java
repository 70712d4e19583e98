package dev.loop.api.limit;

import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts by name, in windows that begin with the first call of each name. Refused calls are not counted, so that a
 * caller that keeps on trying is admitted when the window ends.
 *
 * <p>Bounded: beyond {@code most} names, the one that was counted longest ago is forgotten and begins anew. About 150
 * bytes a name.
 */
final class Counts<K> {

    private static final class Tally {
        private final long[] since;
        private final int[] count;

        Tally(int rules) {
            since = new long[rules];
            count = new int[rules];
        }
    }

    private final List<Rule> rules;
    private final int most;
    private final Clock clock;
    private final Map<K, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

    /** @param rules those that allow nothing stand for no limit, and are left out */
    Counts(List<Rule> rules, int most, Clock clock) {
        this.rules = rules.stream().filter(rule -> rule.most() > 0).toList();
        this.most = most;
        this.clock = clock;
    }

    List<Rule> rules() {
        return rules;
    }

    /** Counts one call; empty if there is no limit. */
    Optional<RateLimitResult> take(K name) {
        return count(name, true);
    }

    /** Returns what {@link #take} would return. */
    Optional<RateLimitResult> look(K name) {
        return count(name, false);
    }

    synchronized int size() {
        return tallies.size();
    }

    private synchronized Optional<RateLimitResult> count(K name, boolean take) {
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        long now = clock.millis();
        Tally tally = tallies.get(name);
        if (tally == null) {
            tally = new Tally(rules.size());
            if (take) {
                makeRoom();
                tallies.put(name, tally);
            }
        }
        begin(tally, now);
        RateLimitResult before = tightest(tally, now);
        if (!before.allowed() || !take) {
            return Optional.of(before);
        }
        for (int i = 0; i < rules.size(); i++) {
            tally.count[i]++;
        }
        RateLimitResult after = tightest(tally, now);
        return Optional.of(new RateLimitResult(true, after.rule(), after.left(), after.reset()));
    }

    private void makeRoom() {
        if (tallies.size() >= most) {
            Iterator<K> oldest = tallies.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Begins windows anew that have ended, or that lie ahead of a clock that was put back. */
    private void begin(Tally tally, long now) {
        for (int i = 0; i < rules.size(); i++) {
            long age = now - tally.since[i];
            if (age < 0 || age >= rules.get(i).window().toMillis()) {
                tally.since[i] = now;
                tally.count[i] = 0;
            }
        }
    }

    /** Returns the verdict of the rule with the least left; of two with as much left, the one that lasts longer. */
    private RateLimitResult tightest(Tally tally, long now) {
        int found = 0;
        for (int i = 1; i < rules.size(); i++) {
            int compared = Integer.compare(left(tally, i), left(tally, found));
            if (compared < 0 || compared == 0 && end(tally, i) > end(tally, found)) {
                found = i;
            }
        }
        int left = left(tally, found);
        return new RateLimitResult(
                left > 0, rules.get(found), left, java.time.Duration.ofMillis(Math.max(1, end(tally, found) - now)));
    }

    private int left(Tally tally, int rule) {
        return rules.get(rule).most() - tally.count[rule];
    }

    private long end(Tally tally, int rule) {
        return tally.since[rule] + rules.get(rule).window().toMillis();
    }
}
