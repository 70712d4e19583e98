package dev.loop.topology.search;

import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Spans;
import dev.loop.topology.question.Tally;
import dev.loop.topology.sentiment.SentimentCells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/**
 * Tallies items by span and group. Groups are counted by the numbers that their names have in a segment, and named when
 * the segment is done.
 */
final class TallyCollector extends SimpleCollector {

    private final List<? extends Facet> groupBy;
    private final long @Nullable [] bounds;
    private final SentimentCells.Sink sink;
    private final SortedDocValues[] names;
    private final Map<Cell, Tally> cells = new HashMap<>();
    private NumericDocValues createdAt = DocValues.emptyNumeric();
    private NumericDocValues outcome = DocValues.emptyNumeric();
    private NumericDocValues resolution = DocValues.emptyNumeric();

    /** @param bounds bounds of the spans, ascending; null for one span */
    TallyCollector(List<? extends Facet> groupBy, long @Nullable [] bounds, SentimentCells.Sink sink) {
        this.groupBy = groupBy;
        this.bounds = bounds;
        this.sink = sink;
        this.names = new SortedDocValues[groupBy.size()];
    }

    /** @param group the number of each name */
    private record Cell(int span, List<Integer> group) {}

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
        for (int i = 0; i < names.length; i++) {
            names[i] = DocValues.getSorted(leaf.reader(), Fields.of(groupBy.get(i)));
        }
        createdAt = DocValues.getNumeric(leaf.reader(), Fields.CREATED_AT);
        outcome = DocValues.getNumeric(leaf.reader(), Fields.OUTCOME);
        resolution = DocValues.getNumeric(leaf.reader(), Fields.RESOLUTION);
    }

    @Override
    public void collect(int item) throws IOException {
        int span = 0;
        if (bounds != null) {
            span = createdAt.advanceExact(item) ? Spans.of(createdAt.longValue(), bounds) : -1;
            if (span < 0 || span >= bounds.length - 1) {
                return;
            }
        }
        Integer[] group = new Integer[names.length];
        for (int i = 0; i < names.length; i++) {
            group[i] = names[i].advanceExact(item) ? names[i].ordValue() : -1;
        }
        if (outcome.advanceExact(item)) {
            cells.computeIfAbsent(new Cell(span, Arrays.asList(group)), cell -> new Tally())
                    .add((int) outcome.longValue(), 1, resolution.advanceExact(item) ? resolution.longValue() : 0);
        }
    }

    @Override
    public void finish() throws IOException {
        for (Map.Entry<Cell, Tally> cell : cells.entrySet()) {
            List<@Nullable String> group = new ArrayList<>();
            for (int i = 0; i < names.length; i++) {
                int name = cell.getKey().group().get(i);
                String word = name < 0 ? "" : names[i].lookupOrd(name).utf8ToString();
                group.add(word.isEmpty() ? null : word);
            }
            sink.add(cell.getKey().span(), group, cell.getValue());
        }
        cells.clear();
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}
