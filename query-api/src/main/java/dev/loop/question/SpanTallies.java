package dev.loop.question;

import dev.loop.question.Questions.Row;
import dev.loop.question.Questions.Span;
import dev.loop.question.Questions.TooMuchException;
import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerValues;
import dev.loop.question.message.PeerWriter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.Tally;
import dev.loop.topology.sentiment.SentimentCells;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of each group in each span, of one partition or of several added up.
 *
 * <p>Not thread-safe.
 */
final class SpanTallies implements SentimentCells.Sink {

    private final List<Map<List<@Nullable String>, Tally>> spans = new ArrayList<>();
    /** The number of groups that is reported at once to the bound. */
    private static final int PORTION = 1_000;

    private final int most;
    private final ReadBudget budget;
    private int cells;

    /** @param most limit of groups, all spans together */
    SpanTallies(int spans, int most) {
        this(spans, most, () -> {});
    }

    /** @param budget counts the groups if they are many */
    SpanTallies(int spans, int most, ReadBudget budget) {
        this.most = most;
        this.budget = budget;
        for (int span = 0; span < spans; span++) {
            this.spans.add(new HashMap<>());
        }
    }

    @Override
    public void add(int span, List<@Nullable String> group, Tally tally) {
        Map<List<@Nullable String>, Tally> groups = spans.get(span);
        Tally known = groups.get(group);
        if (known == null) {
            known = new Tally();
            groups.put(group, known);
            count();
        }
        known.add(tally);
    }

    private void count() {
        if (++cells > most) {
            throw new TooMuchException(String.format(
                    Locale.ROOT,
                    "The answer has more than %,d groups, times the buckets of a timeline: group by fewer facets,"
                            + " filter, or use a longer interval.",
                    most));
        }
        if (cells % PORTION == 0) {
            budget.groups(PORTION);
        }
    }

    /** Takes over the tallies of another one, which must not be used any more. */
    void take(SpanTallies other) {
        for (int span = 0; span < other.spans.size(); span++) {
            Map<List<@Nullable String>, Tally> groups = spans.get(span);
            other.spans.get(span).forEach((group, tally) -> {
                Tally known = groups.putIfAbsent(group, tally);
                if (known == null) {
                    count();
                } else {
                    known.add(tally);
                }
            });
            other.spans.get(span).clear();
        }
    }

    void write(PeerWriter out) {
        for (Map<List<@Nullable String>, Tally> groups : spans) {
            out.map(groups, (group, tally) -> {
                out.all(group, out::textOrNull);
                PeerValues.write(tally, out);
            });
        }
    }

    static SpanTallies read(PeerReader in, int spans, int most) {
        var tallies = new SpanTallies(spans, most);
        for (int span = 0; span < spans; span++) {
            for (int groups = in.count(); groups > 0; groups--) {
                tallies.add(span, in.all(in::textOrNull), PeerValues.tally(in));
            }
        }
        return tallies;
    }

    List<Span> spans() {
        List<Span> found = new ArrayList<>(spans.size());
        for (Map<List<@Nullable String>, Tally> groups : spans) {
            List<Row> rows = new ArrayList<>(groups.size());
            Tally total = new Tally();
            groups.forEach((group, tally) -> {
                total.add(tally);
                if (!tally.isEmpty()) {
                    rows.add(new Row(group, tally));
                }
            });
            found.add(new Span(rows, total));
        }
        return found;
    }
}
