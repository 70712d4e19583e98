package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.Tally;
import dev.loop.topology.text.Language;
import dev.loop.topology.text.MessageAnalyzer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Turns an item into the document that the index takes. The index stores only what is searched, filtered, ordered and
 * counted by; the item itself is in the store. Filters work on columns, since the words of a search lead to few items,
 * and columns cost a fraction of an index to write.
 *
 * <p>One instance is reused for every item, as Lucene advises. Not thread-safe.
 */
final class ItemDocument {

    private static final FieldType MESSAGE = new FieldType();
    private static final FieldType ID = new FieldType();

    static {
        MESSAGE.setTokenized(true);
        MESSAGE.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        MESSAGE.freeze();
        ID.setTokenized(false);
        ID.setOmitNorms(true);
        ID.setIndexOptions(IndexOptions.DOCS);
        ID.setDocValuesType(DocValuesType.BINARY);
        ID.freeze();
    }

    private final Message message = new Message();
    private final Field createdAt = new NumericDocValuesField(Fields.CREATED_AT, 0);
    private final Field createdAtRange = new LongPoint(Fields.CREATED_AT, 0);
    private final Field outcome = new NumericDocValuesField(Fields.OUTCOME, 0);
    private final Field resolution = new NumericDocValuesField(Fields.RESOLUTION, 0);
    private final Field project = new SortedDocValuesField(Fields.PROJECT, new BytesRef());
    private final Field tag = new SortedDocValuesField("tag", new BytesRef());
    private final Field plan = new SortedDocValuesField("plan", new BytesRef());
    private final Field source = new SortedDocValuesField("source", new BytesRef());
    private final Field user = new BinaryDocValuesField(Fields.USER, new BytesRef());
    private final Field metadata = new BinaryDocValuesField(Fields.METADATA, new BytesRef());
    private final Field unsure = new NumericDocValuesField(Fields.UNSURE, 1);
    private final Field language = new SortedDocValuesField(Fields.LANGUAGE, new BytesRef());
    private final Field theme = new SortedDocValuesField(Fields.THEME, new BytesRef());
    private final Field vector = new BinaryDocValuesField(Fields.VECTOR, new BytesRef());
    private final KnnByteVectorField signs =
            new KnnByteVectorField(Fields.SIGNS, new byte[SignCode.BYTES], VectorSimilarityFunction.EUCLIDEAN);
    private final List<IndexableField> fields = new ArrayList<>();

    /** Returns the document, which is valid until the next call. */
    Iterable<IndexableField> of(Feedback item) {
        fields.clear();
        message.item = item;
        fields.add(message);
        fields.add(new Field(Fields.ID, new BytesRef(item.getId()), ID));
        long at = item.getCreatedAt().toEpochMilli();
        add(createdAt).setLongValue(at);
        add(createdAtRange).setLongValue(at);
        add(outcome).setLongValue(Tally.index(item.getSentiment(), item.getStatus()));
        add(project).setBytesValue(new BytesRef(item.getProject()));
        add(tag).setBytesValue(bytes(item.getTag()));
        add(plan).setBytesValue(bytes(item.getPlan()));
        add(source).setBytesValue(bytes(item.getSource()));
        add(user).setBytesValue(new BytesRef(item.getUserId()));
        if (!item.getMetadata().isEmpty()) {
            add(metadata).setBytesValue(new BytesRef(Fields.metadata(item.getMetadata())));
        }
        if (item.getUnsure()) {
            fields.add(unsure);
        }
        if (item.getLanguage().isPresent()) {
            add(language).setBytesValue(new BytesRef(item.getLanguage().get()));
        }
        if (item.getTheme().isPresent()) {
            add(theme).setBytesValue(new BytesRef(item.getTheme().get()));
        }
        if (item.getVector().isPresent()) {
            byte[] meaning = MeaningVector.array(item.getVector().get());
            add(vector).setBytesValue(new BytesRef(meaning));
            signs.setVectorValue(SignCode.bytes(meaning));
            fields.add(signs);
        }
        Optional<Instant> resolvedAt = item.getResolvedAt();
        if (resolvedAt.isPresent()) {
            add(resolution).setLongValue(resolvedAt.get().toEpochMilli() - at);
        }
        return fields;
    }

    private Field add(Field field) {
        fields.add(field);
        return field;
    }

    /** The message, whose words depend on the item's language. */
    private static final class Message extends Field {
        private @Nullable Feedback item;

        Message() {
            super(Fields.MESSAGE, MESSAGE);
        }

        @Override
        public TokenStream tokenStream(Analyzer analyzer, TokenStream before) {
            Feedback said = Objects.requireNonNull(item);
            return MessageAnalyzer.stream(said.getMessage(), Language.of(said));
        }
    }

    private static BytesRef bytes(Optional<String> value) {
        return new BytesRef(value.orElse(""));
    }
}
