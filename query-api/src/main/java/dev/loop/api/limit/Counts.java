package dev.loop.api.limit;

import java.time.Clock;
import java.time.Duration;
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

    private static final RateLimitResult UNLIMITED =
            new RateLimitResult(true, new Rule("none", 0, Duration.ZERO), Integer.MAX_VALUE, Duration.ZERO);

    private final List<Rule> rules;
    private final int most;
    private final Clock clock;
    private final Map<K, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

    /** @param rules of names without rules of their own; one that allows nothing stands for no limit */
    Counts(List<Rule> rules, int most, Clock clock) {
        this.rules = List.copyOf(rules);
        this.most = most;
        this.clock = clock;
    }

    List<Rule> rules() {
        return rules;
    }

    /** Counts one call; empty if there is no limit. */
    Optional<RateLimitResult> take(K name) {
        return count(name, rules, true);
    }

    /** @param own rules of this name, with the windows of {@link #rules} in their order */
    Optional<RateLimitResult> take(K name, List<Rule> own) {
        return count(name, own, true);
    }

    /** Returns what {@link #take} would return. */
    Optional<RateLimitResult> look(K name) {
        return count(name, rules, false);
    }

    synchronized int size() {
        return tallies.size();
    }

    private synchronized Optional<RateLimitResult> count(K name, List<Rule> rules, boolean take) {
        if (rules.stream().allMatch(rule -> rule.most() <= 0)) {
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
        begin(tally, rules, now);
        RateLimitResult before = tightest(tally, rules, now);
        if (!before.allowed() || !take) {
            return Optional.of(before);
        }
        for (int i = 0; i < rules.size(); i++) {
            tally.count[i]++;
        }
        RateLimitResult after = tightest(tally, rules, now);
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
    private static void begin(Tally tally, List<Rule> rules, long now) {
        for (int i = 0; i < rules.size(); i++) {
            long age = now - tally.since[i];
            if (age < 0 || age >= rules.get(i).window().toMillis()) {
                tally.since[i] = now;
                tally.count[i] = 0;
            }
        }
    }

    /** Returns the verdict of the rule with the least left; of two with as much left, the one that lasts longer. */
    private static RateLimitResult tightest(Tally tally, List<Rule> rules, long now) {
        RateLimitResult tightest = UNLIMITED;
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            int left = rule.most() - tally.count[i];
            Duration reset =
                    Duration.ofMillis(Math.max(1, tally.since[i] + rule.window().toMillis() - now));
            if (rule.most() > 0
                    && (left < tightest.left() || left == tightest.left() && reset.compareTo(tightest.reset()) > 0)) {
                tightest = new RateLimitResult(left > 0, rule, left, reset);
            }
        }
        return tightest;
    }
}
