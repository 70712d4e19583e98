package dev.loop.topology.search;

import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.Tally;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Counts names by their numbers in a segment, and names them when the segment is done. */
final class FacetCollector extends SimpleCollector {

    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final Facets facets = Facets.empty();
    private final SortedDocValues[] names = new SortedDocValues[DIMENSIONS.length];
    private final int[][] counts = new int[DIMENSIONS.length][];
    private final int[] outcomes = new int[Tally.COUNTS];
    private NumericDocValues outcome = DocValues.emptyNumeric();

    Facets facets() {
        return facets;
    }

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
        for (int i = 0; i < DIMENSIONS.length; i++) {
            names[i] = DocValues.getSorted(leaf.reader(), Fields.of(DIMENSIONS[i]));
            counts[i] = new int[names[i].getValueCount()];
        }
        outcome = DocValues.getNumeric(leaf.reader(), Fields.OUTCOME);
    }

    @Override
    public void collect(int item) throws IOException {
        for (int i = 0; i < names.length; i++) {
            if (names[i].advanceExact(item)) {
                counts[i][names[i].ordValue()]++;
            }
        }
        if (outcome.advanceExact(item)) {
            outcomes[(int) outcome.longValue()]++;
        }
    }

    @Override
    public void finish() throws IOException {
        for (int i = 0; i < DIMENSIONS.length; i++) {
            for (int name = 0; name < counts[i].length; name++) {
                if (counts[i][name] > 0) {
                    facets.add(DIMENSIONS[i], names[i].lookupOrd(name).utf8ToString(), counts[i][name]);
                }
            }
        }
        for (int i = 0; i < outcomes.length; i++) {
            facets.outcomes().add(i, outcomes[i], 0);
            outcomes[i] = 0;
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}
