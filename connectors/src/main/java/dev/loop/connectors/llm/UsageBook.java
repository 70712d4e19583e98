package dev.loop.connectors.llm;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.LlmUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this copy of the analyst has used, and whether all copies together may use more.
 *
 * <p>Each copy has a record of its own for each project and month, with sums, so that nothing is counted twice however often it
 * is written. A call is written down before it is sent, with the most that it can take, and written anew when it is over.
 * Copies of one project do not exceed its budget together: all records are in one partition, and a copy looks at the sum
 * once it sees its own, so that of two calls for which there is no room the later one sees the other.
 */
final class UsageBook {

    private static final Logger LOG = LoggerFactory.getLogger(UsageBook.class);

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final int MONTHS_KEPT = 13;

    private final ControlTable<LlmUsage> table;
    private final String copy;
    private final LlmSettings settings;
    private final Clock clock;
    private final Map<String, Counts> counts = new HashMap<>();

    /** @param copy a name that no other start has */
    UsageBook(ControlTable<LlmUsage> table, String copy, LlmSettings settings, Clock clock) {
        this.table = table;
        this.copy = copy;
        this.settings = settings;
        this.clock = clock;
    }

    /** One call under way. */
    final class Call {
        private final Counts counts;
        private final long input;
        private final long output;

        private Call(Counts counts, long input, long output) {
            this.counts = counts;
            this.input = input;
            this.output = output;
        }

        /** Notes what an answer has used; a number that the server did not tell stays the most that it can be. */
        void answered(OptionalLong usedInput, OptionalLong usedOutput, boolean refused) {
            synchronized (UsageBook.this) {
                counts.refused += refused ? 1 : 0;
                counts.add(usedInput.orElse(input) - input, usedOutput.orElse(output) - output);
                writeLater(counts);
            }
        }

        /** @param sent whether the server may have read the request, and charge for it */
        void failed(boolean sent) {
            synchronized (UsageBook.this) {
                counts.failed++;
                if (!sent) {
                    counts.add(-input, -output);
                }
                writeLater(counts);
            }
        }
    }

    /** The sums of a project in a month. */
    private final class Counts {
        private final String project;
        private final YearMonth month;
        private long calls;
        private long refused;
        private long failed;
        private long input;
        private long output;
        private long cost;
        private boolean spent;
        private boolean told;

        private Counts(String project, YearMonth month) {
            this.project = project;
            this.month = month;
        }

        private void add(long moreInput, long moreOutput) {
            input += moreInput;
            output += moreOutput;
            cost += settings.prices().cost(moreInput, moreOutput);
        }

        private LlmUsage whole() {
            return new LlmUsage(
                    project,
                    month.toString(),
                    copy,
                    clock.instant(),
                    settings.version(),
                    calls,
                    refused,
                    failed,
                    input,
                    output,
                    cost,
                    value(settings.budget().tokens()),
                    value(settings.budget().cost()),
                    spent);
        }

        private static @Nullable Long value(OptionalLong limit) {
            return limit.isPresent() ? limit.getAsLong() : null;
        }
    }

    /**
     * Makes room for a call, and fails as {@link ControlTable#put} does.
     *
     * @param input the most tokens that it can send
     * @param output the most tokens that can come back
     * @return empty if the budget has no room for it
     */
    synchronized Optional<Call> begin(String project, long input, long output) {
        Counts mine = counts(project);
        if (fits(mine, input, output)) {
            mine.calls++;
            mine.add(input, output);
            boolean wasSpent = mine.spent;
            mine.spent = false;
            try {
                write(mine);
                if (fits(mine, 0, 0)) {
                    return Optional.of(new Call(mine, input, output));
                }
            } catch (RuntimeException notWritten) {
                mine.calls--;
                mine.add(-input, -output);
                mine.spent = wasSpent;
                throw notWritten;
            }
            mine.calls--;
            mine.add(-input, -output);
        } else if (mine.spent) {
            return Optional.empty();
        }
        mine.spent = true;
        writeLater(mine);
        if (!mine.told) {
            mine.told = true;
            LOG.warn(
                    "The budget of project {} for the language model is spent in {}: the next tier judges, or the rules' label"
                            + " stays. --llm-budget can raise it",
                    project,
                    mine.month);
        }
        return Optional.empty();
    }

    private boolean fits(Counts mine, long moreInput, long moreOutput) {
        LlmTotals used = LlmTotals.of(table, mine.project, mine.month);
        return settings.budget()
                .holds(
                        used.inputTokens() + used.outputTokens() + moreInput + moreOutput,
                        used.cost() + settings.prices().cost(moreInput, moreOutput));
    }

    private Counts counts(String project) {
        YearMonth now = YearMonth.now(clock.withZone(ZoneOffset.UTC));
        Counts known = counts.get(project);
        if (known == null || !known.month.equals(now)) {
            forgetOld(project, now);
            known = new Counts(project, now);
            counts.put(project, known);
        }
        return known;
    }

    private void forgetOld(String project, YearMonth now) {
        String oldest = now.minusMonths(MONTHS_KEPT).toString();
        table.all().forEach((key, usage) -> {
            if (usage.getProject().equals(project) && usage.getMonth().compareTo(oldest) < 0) {
                table.remove(key, LONGEST_WRITE);
            }
        });
    }

    private void write(Counts mine) {
        table.put(mine.project + "/" + mine.month + "/" + copy, mine.whole(), LONGEST_WRITE);
    }

    /** Writes sums that the next write has as well, so that an answer is not lost with a write. */
    private void writeLater(Counts mine) {
        try {
            write(mine);
        } catch (RuntimeException notNow) {
            LOG.warn("The usage of project {} is written with the next call: {}", mine.project, notNow.toString());
        }
    }
}
