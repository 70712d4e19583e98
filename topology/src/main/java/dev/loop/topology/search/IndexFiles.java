package dev.loop.topology.search;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.text.MessageAnalyzer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.ReaderManager;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.apache.lucene.util.BytesRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one index, with their writer and readers.
 *
 * <p>Files are trusted only if they were sealed: committed with a number that the store beside them also wrote down,
 * when both were closed after the same change. The seal is taken off as soon as the files are open, so that a crash
 * leaves files that must be made again from the items. Nothing else is ever read from a commit.
 */
final class IndexFiles {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFiles.class);
    private static final String SEAL = "seal";
    private static final String FORMAT = "format";
    private static final String FORMAT_NOW = Fields.VERSION + "." + MessageAnalyzer.VERSION;

    /** Small new segments stay in memory until they are merged: two searches may be a few words apart. */
    private static final double CACHED_SEGMENT_MEGABYTES = 1;

    private static final int MOST_MERGES = 6;

    /** Lucene's own, whose segments it reads by that name, with signs in a format of ours. */
    private static final Codec CODEC = new Lucene912Codec() {
        private final KnnVectorsFormat signs = new SignsFormat();

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return signs;
        }
    };

    /**
     * Orders segments so that the newest items come first. Items mostly arrive in the order of their times: when a
     * search wants the newest, segments with newer items make it skip nearly all of the others, whereas in the opposite
     * order each item would be newer than the last.
     */
    private static final Comparator<LeafReader> NEWEST_FIRST =
            Comparator.comparingLong(IndexFiles::newest).reversed();

    private final Directory directory;
    private final IndexWriter writer;
    private final ConcurrentMergeScheduler merges;
    private final ReaderManager readers;
    private final boolean trusted;

    private IndexFiles(
            Directory directory,
            IndexWriter writer,
            ConcurrentMergeScheduler merges,
            ReaderManager readers,
            boolean trusted) {
        this.directory = directory;
        this.writer = writer;
        this.merges = merges;
        this.readers = readers;
        this.trusted = trusted;
    }

    /**
     * Opens the files as they are if they bear this seal, and empty otherwise.
     *
     * @param bufferBytes heap that the writer may use
     */
    static IndexFiles open(Path path, OptionalLong seal, long bufferBytes) throws IOException {
        boolean trusted = seal.isPresent() && isSealed(path, seal.getAsLong());
        if (!trusted) {
            delete(path);
        }
        Files.createDirectories(path);
        double half = Math.max(1, bufferBytes / 2.0 / (1 << 20));
        Directory directory = new NRTCachingDirectory(FSDirectory.open(path), CACHED_SEGMENT_MEGABYTES, half);
        IndexWriter writer = null;
        try {
            ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
            merges.setMaxMergesAndThreads(MOST_MERGES, 1);
            merges.disableAutoIOThrottle();
            writer = new IndexWriter(directory, config(half, merges));
            commit(writer, Map.of());
            return new IndexFiles(directory, writer, merges, new ReaderManager(writer, true, false), trusted);
        } catch (IOException | RuntimeException e) {
            if (writer != null) {
                writer.rollback();
            }
            directory.close();
            throw e;
        }
    }

    private static IndexWriterConfig config(double megabytes, ConcurrentMergeScheduler merges) {
        TieredMergePolicy policy = new TieredMergePolicy();
        // An erasure rewrites every segment that has deletions, however few.
        policy.setForceMergeDeletesPctAllowed(0);
        return new IndexWriterConfig(new MessageAnalyzer())
                .setCodec(CODEC)
                .setRAMBufferSizeMB(megabytes)
                .setMergePolicy(policy)
                .setMergeScheduler(merges)
                .setCommitOnClose(false)
                .setLeafSorter(NEWEST_FIRST)
                .setMaxFullFlushMergeWaitMillis(0);
    }

    private static boolean isSealed(Path path, long seal) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Directory directory = FSDirectory.open(path)) {
            Map<String, String> said = SegmentInfos.readLatestCommit(directory).getUserData();
            boolean whole = Long.toString(seal).equals(said.get(SEAL));
            if (whole && !FORMAT_NOW.equals(said.get(FORMAT))) {
                LOG.warn(
                        "The text index in {} has format {} and is made again from the items in format {}; searches"
                                + " wait for it, and all else goes on",
                        path,
                        said.get(FORMAT),
                        FORMAT_NOW);
                return false;
            }
            return whole;
        } catch (IndexNotFoundException
                | NoSuchFileException
                | CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException unusable) {
            return false;
        }
    }

    private static long newest(LeafReader segment) {
        try {
            PointValues times = segment.getPointValues(Fields.CREATED_AT);
            return times == null ? Long.MIN_VALUE : LongPoint.decodeDimension(times.getMaxPackedValue(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the files hold what they held when they were sealed; they are empty otherwise. */
    boolean trusted() {
        return trusted;
    }

    void add(ItemDocument document, Feedback item) throws IOException {
        writer.addDocument(document.of(item));
    }

    void delete(String id) throws IOException {
        writer.deleteDocuments(new Term(Fields.ID, new BytesRef(id)));
    }

    /** Returns whether the files still hold words of items that have changed or are gone. */
    boolean haveDeletions() {
        return writer.hasDeletions();
    }

    /** Shows everything written so far to readers from now on. */
    void refresh() throws IOException {
        readers.maybeRefreshBlocking();
    }

    /** Reads all of it. @throws IOException if the bytes are other than those written */
    void checkIntegrity() throws IOException {
        DirectoryReader reader = readers.acquire();
        try {
            for (LeafReaderContext leaf : reader.leaves()) {
                leaf.reader().checkIntegrity();
            }
        } finally {
            readers.release(reader);
        }
    }

    /** Returns a reader, which the caller gives back by {@code decRef}. */
    DirectoryReader acquire() throws IOException {
        return readers.acquire();
    }

    /** Begins to rewrite every segment that has deletions; merges run on a thread of their own. */
    void beginPurge() throws IOException {
        writer.forceMergeDeletes(false);
    }

    boolean merging() {
        return merges.mergeThreadCount() > 0 || writer.hasPendingMerges();
    }

    /** Releases all files that only an older state needs. */
    void commitUnsealed() throws IOException {
        readers.maybeRefreshBlocking();
        commit(writer, Map.of());
    }

    void seal(long seal) throws IOException {
        commit(writer, Map.of(FORMAT, FORMAT_NOW, SEAL, Long.toString(seal)));
    }

    private static void commit(IndexWriter writer, Map<String, String> said) throws IOException {
        writer.setLiveCommitData(said.entrySet());
        writer.commit();
    }

    long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (String file : directory.listAll()) {
            try {
                bytes += directory.fileLength(file);
            } catch (NoSuchFileException | FileNotFoundException mergedAway) {
                // The file is already gone.
            }
        }
        return bytes;
    }

    /** Closes the files; uncommitted changes are lost. Readers that are out stay valid until they are given back. */
    void close() throws IOException {
        try {
            readers.close();
            writer.rollback();
        } finally {
            directory.close();
        }
    }

    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
