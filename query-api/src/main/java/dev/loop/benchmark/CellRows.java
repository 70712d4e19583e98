package dev.loop.benchmark;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * The counts of items in the plainest layout: a row for each combination of plan, day, tag and source that has items.
 * The plan comes first, so that a filter by plan is one range; no order of keys would suit the questions better.
 */
final class CellRows implements AutoCloseable {

    private static final int COUNTS = 6;

    /** A key that sorts after any text. */
    private static final byte[] AFTER_ALL = {(byte) 0xff};

    private final Options options;
    private final RocksDB db;

    private CellRows(Options options, RocksDB db) {
        this.options = options;
        this.db = db;
    }

    static CellRows of(SampleItems items, Path directory) throws RocksDBException {
        Map<String, long[]> counts = new TreeMap<>();
        for (Iterator<FeedbackCommand> commands = items.commands(); commands.hasNext(); ) {
            Create item = (Create) commands.next().getBody();
            int count = item.getSentiment().orElseThrow().ordinal() * 2
                    + item.getStatus().ordinal();
            counts.computeIfAbsent(key(item), key -> new long[COUNTS])[count % COUNTS]++;
        }
        RocksDB.loadLibrary();
        Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, directory.toString());
        for (Map.Entry<String, long[]> cell : counts.entrySet()) {
            ByteBuffer value = ByteBuffer.allocate(COUNTS * Long.BYTES);
            value.asLongBuffer().put(cell.getValue());
            db.put(cell.getKey().getBytes(StandardCharsets.UTF_8), value.array());
        }
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait);
        }
        db.compactRange();
        return new CellRows(options, db);
    }

    private static String key(Create item) {
        Instant day = item.getCreatedAt().truncatedTo(ChronoUnit.DAYS);
        return item.getPlan().orElse("")
                + '\0'
                + day
                + '\0'
                + item.getTag().orElse("")
                + '\0'
                + item.getSource().orElse("");
    }

    /** Scans rows. Returns how many were read, each with key and value. */
    long scan(Optional<String> plan) {
        byte[] from = plan.map(name -> name + '\0').orElse("").getBytes(StandardCharsets.UTF_8);
        byte[] to =
                plan.map(name -> (name + '\1').getBytes(StandardCharsets.UTF_8)).orElse(AFTER_ALL);
        long rows = 0;
        try (Slice end = new Slice(to);
                ReadOptions read = new ReadOptions().setIterateUpperBound(end);
                RocksIterator cells = db.newIterator(read)) {
            for (cells.seek(from); cells.isValid(); cells.next()) {
                if (cells.key().length > 0 && cells.value().length > 0) {
                    rows++;
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        db.close();
        options.close();
    }
}
