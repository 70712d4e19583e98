package dev.loop.api.question;

import dev.loop.api.peer.PeerReader;
import dev.loop.api.peer.PeerValues;
import dev.loop.api.peer.PeerWriter;
import dev.loop.api.question.Questions.Row;
import dev.loop.api.question.Questions.Span;
import dev.loop.api.question.Questions.TooMuchException;
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
    private final int most;
    private int cells;

    /** @param most limit of groups, all spans together */
    SpanTallies(int spans, int most) {
        this.most = most;
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
            if (++cells > most) {
                throw new TooMuchException(String.format(
                        Locale.ROOT,
                        "The answer has more than %,d groups, times the buckets of a timeline: group by fewer facets, filter,"
                                + " or use a longer interval.",
                        most));
            }
        }
        known.add(tally);
    }

    void add(SpanTallies other) {
        for (int i = 0; i < other.spans.size(); i++) {
            int span = i;
            other.spans.get(span).forEach((group, tally) -> add(span, group, tally));
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
