package dev.loop.benchmark;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.FSDirectory;

/** An index of the messages alone, in one segment that is no longer written: the least that a search costs. */
final class PlainLucene implements AutoCloseable {

    static final String MESSAGE = "message";

    private static final double BUFFER_MEGABYTES = 64;

    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private PlainLucene(FSDirectory directory, DirectoryReader reader) {
        this.directory = directory;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
    }

    static PlainLucene of(SampleItems items, Path path) throws IOException {
        FSDirectory directory = FSDirectory.open(path);
        try (IndexWriter writer = new IndexWriter(
                directory, new IndexWriterConfig(new StandardAnalyzer()).setRAMBufferSizeMB(BUFFER_MEGABYTES))) {
            Document document = new Document();
            TextField message = new TextField(MESSAGE, "", Field.Store.NO);
            document.add(message);
            for (Iterator<FeedbackCommand> commands = items.commands(); commands.hasNext(); ) {
                if (commands.next().getBody() instanceof Create create) {
                    message.setStringValue(create.getMessage());
                    writer.addDocument(document);
                }
            }
        }
        return new PlainLucene(directory, DirectoryReader.open(directory));
    }

    /** Returns how many messages were found, up to a limit. */
    int search(Query query, int limit) {
        try {
            return searcher.search(query, limit).scoreDocs.length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
