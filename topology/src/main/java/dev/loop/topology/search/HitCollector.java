package dev.loop.topology.search;

import dev.loop.topology.question.SearchHit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Passes on where items stand, in portions. */
final class HitCollector extends SimpleCollector {

    private final int portion;
    private final Consumer<List<SearchHit>> action;
    private List<SearchHit> gathered = new ArrayList<>();
    private NumericDocValues createdAt = DocValues.emptyNumeric();
    private BinaryDocValues id = DocValues.emptyBinary();

    HitCollector(int portion, Consumer<List<SearchHit>> action) {
        this.portion = portion;
        this.action = action;
    }

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
        createdAt = DocValues.getNumeric(leaf.reader(), Fields.CREATED_AT);
        id = DocValues.getBinary(leaf.reader(), Fields.ID);
    }

    @Override
    public void collect(int item) throws IOException {
        if (createdAt.advanceExact(item) && id.advanceExact(item)) {
            gathered.add(
                    new SearchHit(0, createdAt.longValue(), id.binaryValue().utf8ToString()));
        }
        if (gathered.size() == portion) {
            rest();
        }
    }

    /** Passes on what is gathered and not yet passed on. */
    void rest() {
        if (!gathered.isEmpty()) {
            action.accept(gathered);
            gathered = new ArrayList<>();
        }
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }
}
