package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CountedFrom;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Outcome;
import dev.loop.topology.question.Patience;
import dev.loop.topology.question.Spans;
import dev.loop.topology.question.Standing;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.search.ItemSource;
import dev.loop.topology.search.Searching;
import dev.loop.topology.search.TextIndex;
import dev.loop.topology.sentiment.CellTable;
import dev.loop.topology.sentiment.SentimentCells;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/**
 * The state of one partition, as one Kafka Streams state store: {@code items by id}, {@code feedback-by-time},
 * {@code sentiment-by-tag} and {@code sentiment-by-window}.
 *
 * <p>Invariant: index and cells are what the items make them, after every call. So only items go to the changelog, one
 * record for each change, and everything else is made again from them on restore: a fifth of the traffic of a store and
 * a changelog for each part, and no way for the parts to disagree.
 *
 * <p>One writer, the stream thread; any number of readers. Readers keep the writer out for as long as they need one
 * state of the whole partition, and let it in between portions where they read much.
 */
public final class FeedbackStore implements StateStore, FeedbackView {

    private static final byte ERASED = 2;

    /** In the changelog alone: how far the commands were applied, where the last of them changed no item. */
    private static final byte REACHED = 3;

    /** The key of that record, which no item has. */
    private static final byte[] REACHED_KEY = {0};

    private static final byte[] POSITION = {1};
    private static final byte[] SEAL = {2};
    private static final int PORTION = 1000;

    /** Most lists are short: the first portion of a scan is, and each further one twice as long. */
    private static final int FIRST_PORTION = 64;

    private final String name;
    private final StoreMemory memory;
    private final int partitions;
    private final OpenFeedbackStores openStores;
    private final KeyValueStore<Bytes, byte[]> changelog;
    private final Copy copy = new Copy();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ItemCodec writerCodec = new ItemCodec();
    private Progress progress = new Progress();
    private @Nullable Tables tables;
    private @Nullable CellTable cells;
    private Tables.@Nullable Batch batch;
    private @Nullable TextIndex text;
    private volatile boolean open;

    /** The last position that the changelog tells. Of the stream thread. */
    private long logged = -1;

    private int partition = -1;

    FeedbackStore(
            String name,
            KeyValueStore<Bytes, byte[]> changelog,
            StoreMemory memory,
            int partitions,
            OpenFeedbackStores openStores) {
        this.name = name;
        this.changelog = changelog;
        this.memory = memory;
        this.partitions = partitions;
        this.openStores = openStores;
    }

    // ---- life ----

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        open(new File(context.stateDir(), name), new File(context.stateDir(), name + "-text"));
        changelog.init(context, root);
        partition = context.taskId().partition();
        openStores.opened(partition, this);
        context.register(root, new BatchingStateRestoreCallback() {
            @Override
            public void restoreAll(Collection<KeyValue<byte[], byte[]>> records) {
                restoreItems(records);
            }
        });
    }

    private void open(File directory, File texts) {
        lock.writeLock().lock();
        try {
            Tables opened = new Tables(directory, memory);
            tables = opened;
            batch = opened.batch();
            cells = new CellTable(opened.cells(), memory.cellBytes(partitions));
            progress = new Progress();
            copy.opened(openStores.numberOfCopy());
            logged = -1;
            byte[] position = opened.get(Tables.Table.PROGRESS, POSITION);
            if (position != null) {
                progress.restored(ByteBuffer.wrap(position).getLong());
            }
            byte[] seal = opened.get(Tables.Table.PROGRESS, SEAL);
            text = TextIndex.open(
                    texts.toPath(),
                    seal == null ? OptionalLong.empty() : OptionalLong.of(number(seal)),
                    memory.textBytes(partitions),
                    new TextSource());
            open = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Nothing needs to be on disk before the store is closed: under exactly-once, Kafka Streams trusts the directory only
     * after a clean close.
     */
    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {}

    @Override
    public void close() {
        // Its thread may be reading, so no lock is held while it ends. Only who would write closes, so nothing is
        // written.
        openStores.closed(partition, this);
        OptionalLong seal = closeText();
        lock.writeLock().lock();
        try {
            if (!open) {
                return;
            }
            open = false;
            progress.close();
            Tables closing = Objects.requireNonNull(tables);
            try {
                Objects.requireNonNull(cells).flush();
                closing.put(
                        Tables.Table.PROGRESS,
                        POSITION,
                        ByteBuffer.allocate(Long.BYTES)
                                .putLong(progress.applied())
                                .array());
                if (seal.isPresent()) {
                    closing.put(Tables.Table.PROGRESS, SEAL, bytes(seal.getAsLong()));
                }
                closing.flush();
            } finally {
                // Also where the disk is full: the directory would stay locked for as long as the process lives.
                Objects.requireNonNull(batch).close();
                closing.close();
                changelog.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The seal that the text index was given, if it was: a number that no earlier one had. */
    private OptionalLong closeText() {
        TextIndex closing = text;
        if (!open || closing == null) {
            return OptionalLong.empty();
        }
        byte[] last = tables().get(Tables.Table.PROGRESS, SEAL);
        long seal = last == null ? 1 : number(last) + 1;
        return closing.close(seal) ? OptionalLong.of(seal) : OptionalLong.empty();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private void restoreItems(Collection<KeyValue<byte[], byte[]>> records) {
        text().restoring(records.size());
        text().awaitRoom();
        lock.writeLock().lock();
        try {
            for (KeyValue<byte[], byte[]> record : records) {
                byte[] id = record.key;
                byte[] value = record.value;
                if (Arrays.equals(id, REACHED_KEY)) {
                    if (value != null) {
                        progress.restored(ByteBuffer.wrap(value, 1, Long.BYTES).getLong());
                    }
                    continue;
                }
                Feedback before = find(id) instanceof Stored.Present present ? present.item() : null;
                if (value == null) {
                    replace(id, before, null, null, false, progress.applied());
                } else if (value[0] == ERASED) {
                    long offset = ByteBuffer.wrap(value, 1, Long.BYTES).getLong();
                    replace(id, before, null, null, true, offset);
                    progress.restored(offset);
                } else {
                    Feedback after = writerCodec.decode(value);
                    replace(id, before, after, value, false, after.getCommandOffset());
                    progress.restored(after.getCommandOffset());
                }
            }
            copy.reached(progress.applied());
        } finally {
            lock.writeLock().unlock();
        }
    }

    // ---- writing, on the stream thread only ----

    /** The ledger writes from now on: whatever the changelog had is here. */
    public void beginWriting() {
        copy.writing(true);
    }

    /** Somebody else may write from now on, and this follows. */
    public void endWriting() {
        copy.writing(false);
    }

    /**
     * Tells the changelog how far the commands were applied, where that is further than its last record says: a copy that
     * follows would otherwise not know of commands that changed nothing. To be called every so often.
     */
    public void logPosition() {
        long applied = progress.applied();
        if (applied > logged) {
            changelog.put(
                    Bytes.wrap(REACHED_KEY),
                    ByteBuffer.allocate(1 + Long.BYTES)
                            .put(REACHED)
                            .putLong(applied)
                            .array());
            logged = applied;
        }
    }

    /** What is known of an id. */
    public Stored find(byte[] id) {
        byte[] location = tables().find(Tables.Table.ITEM_IDS, id);
        if (location == null) {
            return Stored.ABSENT;
        }
        ItemLocation at = ItemLocation.decode(location);
        return at.erased()
                ? Stored.ERASED
                : new Stored.Present(writerCodec.decode(Objects.requireNonNull(
                        tables().get(Tables.Table.FEEDBACK_BY_TIME, timeKey(at.project(), at.createdAt(), id)))));
    }

    /** Whether one more item like this would add a series beyond so many. */
    public boolean exceedsSeries(Feedback item, int most) {
        CellTable table = Objects.requireNonNull(cells);
        return table.seriesCount() >= most && !table.knowsSeriesOf(item);
    }

    /** An item's bytes: a version byte, then Avro. On the stream thread only. */
    public byte[] encode(Feedback item) {
        return writerCodec.encode(item);
    }

    /** Items of a project that were said before an instant in epoch milliseconds, newest first, at most so many. */
    public List<Feedback> olderThan(String project, long before, int most) {
        List<Feedback> found = new ArrayList<>();
        tables().scan(
                        Tables.Table.FEEDBACK_BY_TIME,
                        null,
                        TimeKey.from(project, before - 1),
                        Tables.after(TimeKey.prefix(project)),
                        (key, value) -> {
                            found.add(writerCodec.decode(value));
                            return found.size() < most;
                        });
        return found;
    }

    /** Keeps an item in place of the one before it. Returns its bytes: a version byte, then Avro. */
    public byte[] put(byte[] id, @Nullable Feedback before, Feedback after) {
        byte[] bytes = writerCodec.encode(after);
        text().awaitRoom();
        lock.writeLock().lock();
        try {
            replace(id, before, after, bytes, false, after.getCommandOffset());
            progress.applied(after.getCommandOffset(), Outcome.APPLIED);
        } finally {
            lock.writeLock().unlock();
        }
        changelog.put(Bytes.wrap(id), bytes);
        logged = after.getCommandOffset();
        return bytes;
    }

    /** Forgets an item and remembers that its id was taken. */
    public void erase(byte[] id, Feedback before, long offset) {
        text().awaitRoom();
        lock.writeLock().lock();
        try {
            replace(id, before, null, null, true, offset);
            progress.applied(offset, Outcome.APPLIED);
        } finally {
            lock.writeLock().unlock();
        }
        changelog.put(
                Bytes.wrap(id),
                ByteBuffer.allocate(1 + Long.BYTES).put(ERASED).putLong(offset).array());
        logged = offset;
    }

    /** Forgets an item and its id: it is so old that it would not be taken again. */
    public void expire(byte[] id, Feedback before) {
        text().awaitRoom();
        lock.writeLock().lock();
        try {
            replace(id, before, null, null, false, progress.applied());
        } finally {
            lock.writeLock().unlock();
        }
        changelog.put(Bytes.wrap(id), null);
    }

    /** Notes a command that changed nothing. */
    public void passed(long offset, Outcome outcome) {
        progress.applied(offset, outcome);
    }

    private void replace(
            byte[] id,
            @Nullable Feedback before,
            @Nullable Feedback after,
            byte @Nullable [] bytes,
            boolean erased,
            long position) {
        Tables.Batch changes = Objects.requireNonNull(batch);
        changes.clear();
        if (before != null
                && (after == null
                        || !after.getCreatedAt().equals(before.getCreatedAt())
                        || !after.getProject().equals(before.getProject()))) {
            changes.delete(
                    Tables.Table.FEEDBACK_BY_TIME,
                    timeKey(before.getProject(), before.getCreatedAt().toEpochMilli(), id));
        }
        if (after != null) {
            long createdAt = after.getCreatedAt().toEpochMilli();
            if (before == null) {
                changes.put(Tables.Table.ITEM_IDS, id, new ItemLocation(false, after.getProject(), createdAt).encode());
            }
            changes.put(
                    Tables.Table.FEEDBACK_BY_TIME,
                    timeKey(after.getProject(), createdAt, id),
                    Objects.requireNonNull(bytes));
        } else if (erased) {
            changes.put(Tables.Table.ITEM_IDS, id, ItemLocation.GONE.encode());
        } else {
            changes.delete(Tables.Table.ITEM_IDS, id);
        }
        tables().write(changes);
        Objects.requireNonNull(cells).replace(before, after);
        if (before != null || after != null) {
            text().changed(before, after, bytes, position);
        }
    }

    private static byte[] timeKey(String project, long createdAt, byte[] id) {
        byte[] head = TimeKey.from(project, createdAt);
        byte[] key = Arrays.copyOf(head, head.length + id.length);
        System.arraycopy(id, 0, key, head.length, id.length);
        return key;
    }

    // ---- reading ----

    @Override
    public Optional<Feedback> item(String id) {
        byte[] key = TimeKey.utf8(id);
        return reading(() -> {
            byte[] location = tables().get(Tables.Table.ITEM_IDS, key);
            if (location == null || ItemLocation.decode(location).erased()) {
                return Optional.empty();
            }
            ItemLocation at = ItemLocation.decode(location);
            byte[] bytes = tables().get(Tables.Table.FEEDBACK_BY_TIME, timeKey(at.project(), at.createdAt(), key));
            return Optional.of(new ItemCodec().decode(Objects.requireNonNull(bytes)));
        });
    }

    @Override
    public boolean known(String id) {
        return reading(() -> tables().find(Tables.Table.ITEM_IDS, TimeKey.utf8(id)) != null);
    }

    @Override
    public Page list(FeedbackFilter filter, Optional<After> after, int limit, int work, Patience patience) {
        long newest = filter.to().map(t -> t.toEpochMilli() - 1).orElse(Long.MAX_VALUE);
        long oldest = filter.from().map(f -> f.toEpochMilli()).orElse(Long.MIN_VALUE);
        byte[] from =
                after.map(a -> justAfter(filter.project(), a)).orElseGet(() -> TimeKey.from(filter.project(), newest));
        List<Feedback> found = new ArrayList<>();
        try (Scan scan = new Scan(from, end(filter.project(), oldest), patience)) {
            After last = null;
            for (int seen = 0; seen < work; seen++) {
                Feedback item = scan.next();
                if (item == null) {
                    return new Page(found, Optional.empty(), scan.position);
                }
                last = new After(item.getCreatedAt().toEpochMilli(), item.getId());
                if (filter.accepts(item)) {
                    found.add(item);
                    if (found.size() == limit) {
                        break;
                    }
                }
            }
            return new Page(found, Optional.ofNullable(last), scan.position);
        }
    }

    @Override
    public long count(
            FeedbackFilter filter, List<? extends Facet> groupBy, Patience patience, SentimentCells.Sink sink) {
        if (filter.text().isPresent()) {
            return countText(filter, groupBy, null, patience, sink);
        }
        if (CountedFrom.of(filter, groupBy) == CountedFrom.ITEMS) {
            return countItems(filter, groupBy, null, patience, sink);
        }
        return reading(() -> {
            SentimentCells sums = new SentimentCells(Objects.requireNonNull(cells), filter, groupBy);
            if (filter.from().isEmpty() && filter.to().isEmpty()) {
                sums.allTime(sink);
            } else {
                extent(filter.project())
                        .ifPresent(extent -> sums.within(
                                0,
                                filter.from().map(f -> f.toEpochMilli()).orElse(Long.MIN_VALUE),
                                filter.to().map(t -> t.toEpochMilli()).orElse(Long.MAX_VALUE),
                                extent,
                                (from, to, action) -> items(filter.project(), from, to, action),
                                sink));
            }
            return progress.applied();
        });
    }

    @Override
    public long count(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long[] bounds,
            Patience patience,
            SentimentCells.Sink sink) {
        if (filter.text().isPresent()) {
            return countText(filter, groupBy, bounds, patience, sink);
        }
        if (CountedFrom.of(filter, groupBy) == CountedFrom.ITEMS) {
            return countItems(filter, groupBy, bounds, patience, sink);
        }
        return reading(() -> {
            SentimentCells sums = new SentimentCells(Objects.requireNonNull(cells), filter, groupBy);
            Optional<SentimentCells.Extent> extent = extent(filter.project());
            for (int span = 0; extent.isPresent() && span + 1 < bounds.length; span++) {
                patience.check();
                sums.within(
                        span,
                        bounds[span],
                        bounds[span + 1],
                        extent.get(),
                        (from, to, action) -> items(filter.project(), from, to, action),
                        sink);
            }
            return progress.applied();
        });
    }

    private long countItems(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long @Nullable [] bounds,
            Patience patience,
            SentimentCells.Sink sink) {
        long from = filter.from().map(f -> f.toEpochMilli()).orElse(Long.MIN_VALUE);
        long to = filter.to().map(t -> t.toEpochMilli()).orElse(Long.MAX_VALUE);
        if (bounds != null) {
            from = Math.max(from, bounds[0]);
            to = Math.min(to, bounds[bounds.length - 1]);
        }
        try (Scan scan = new Scan(TimeKey.from(filter.project(), to - 1), end(filter.project(), from), patience)) {
            for (Feedback item = scan.next(); item != null; item = scan.next()) {
                int span = 0;
                if (bounds != null) {
                    span = Spans.of(item.getCreatedAt().toEpochMilli(), bounds);
                }
                SentimentCells.addItem(span, item, filter, groupBy, sink);
            }
            return scan.position;
        }
    }

    private long countText(
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long @Nullable [] bounds,
            Patience patience,
            SentimentCells.Sink sink) {
        TextMoment moment = moment();
        try (Searching searching = text().at(moment.change(), patience)) {
            List<Dimension> dimensions = groupBy.stream()
                    .filter(Dimension.class::isInstance)
                    .map(Dimension.class::cast)
                    .toList();
            if (dimensions.size() == groupBy.size()) {
                searching.count(filter, dimensions, bounds, sink);
            } else {
                searching.each(filter, PORTION, standings -> {
                    patience.read(standings.size());
                    found(filter, standings)
                            .forEach(found -> found.ifPresent(item -> countItem(item, filter, groupBy, bounds, sink)));
                });
            }
            return position(searching, moment);
        }
    }

    private static long position(Searching searching, TextMoment moment) {
        return searching.position(moment.change(), moment.position());
    }

    private static void countItem(
            Feedback item,
            FeedbackFilter filter,
            List<? extends Facet> groupBy,
            long @Nullable [] bounds,
            SentimentCells.Sink sink) {
        int span = bounds == null ? 0 : Spans.of(item.getCreatedAt().toEpochMilli(), bounds);
        if (bounds == null || span >= 0 && span < bounds.length - 1) {
            SentimentCells.addItem(span, item, filter, groupBy, sink);
        }
    }

    @Override
    public TextStatistics textStatistics(FeedbackFilter filter, TextMoment moment, Patience patience) {
        try (Searching searching = text().at(moment.change(), patience)) {
            return searching.statistics(filter);
        }
    }

    @Override
    public Found search(
            FeedbackFilter filter,
            Optional<TextStatistics> statistics,
            Optional<Standing> after,
            int limit,
            TextMoment moment,
            Patience patience) {
        try (Searching searching = text().at(moment.change(), patience)) {
            return new Found(searching.top(filter, statistics, after, limit), position(searching, moment));
        }
    }

    @Override
    public List<Optional<Feedback>> found(FeedbackFilter filter, List<Standing> places) {
        return reading(() -> {
            ItemCodec codec = new ItemCodec();
            List<Optional<Feedback>> items = new ArrayList<>(places.size());
            for (Standing place : places) {
                byte[] key = new TimeKey(filter.project(), place.createdAt(), place.id()).encode();
                items.add(Optional.ofNullable(tables().get(Tables.Table.FEEDBACK_BY_TIME, key))
                        .map(codec::decode)
                        .filter(filter::accepts));
            }
            return items;
        });
    }

    @Override
    public FacetCounts facets(FeedbackFilter filter, TextMoment moment, Patience patience) {
        try (Searching searching = text().at(moment.change(), patience)) {
            return new FacetCounts(searching.facets(filter), position(searching, moment));
        }
    }

    @Override
    public boolean knows(TextMoment moment) {
        return moment.copy() == copy.number();
    }

    @Override
    public boolean follows() {
        return !copy.isWriting();
    }

    @Override
    public boolean whole() {
        return open && copy.whole();
    }

    @Override
    public void wholeFrom(long position) {
        lock.readLock().lock();
        try {
            copy.wholeFrom(position, progress.applied());
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public TextMoment awaitText(Patience patience) {
        TextMoment moment = moment();
        text().await(moment.change(), patience);
        return moment;
    }

    @Override
    public long textIndexBehind() {
        return text().behind();
    }

    private TextMoment moment() {
        return reading(() -> new TextMoment(progress.applied(), text().sequence(), copy.number()));
    }

    private TextIndex text() {
        TextIndex index = text;
        if (index == null) {
            throw closed();
        }
        return index;
    }

    /** The items, for a text index that is made of them. */
    private final class TextSource implements ItemSource {
        private final Tables source = tables();
        private final ItemCodec codec = new ItemCodec();

        @Override
        public Portion from(byte[] from, int most, LongSupplier sequence) {
            return reading(() -> {
                if (source != tables) {
                    throw closed();
                }
                List<byte[]> items = new ArrayList<>(most);
                byte[][] next = new byte[1][];
                source.scan(Tables.Table.FEEDBACK_BY_TIME, null, from, TimeKey.END, (key, value) -> {
                    if (items.size() == most) {
                        next[0] = key;
                        return false;
                    }
                    items.add(value);
                    return true;
                });
                return new Portion(items, next[0], sequence.getAsLong(), progress.applied());
            });
        }

        @Override
        public byte[] key(Feedback item) {
            return new TimeKey(item.getProject(), item.getCreatedAt().toEpochMilli(), item.getId()).encode();
        }

        @Override
        public Feedback decode(byte[] stored) {
            return codec.decode(stored);
        }
    }

    /** The items said in [from, to), while the writer is kept out. */
    private void items(String project, long from, long to, java.util.function.Consumer<Feedback> action) {
        ItemCodec codec = new ItemCodec();
        tables().scan(
                        Tables.Table.FEEDBACK_BY_TIME,
                        null,
                        TimeKey.from(project, to - 1),
                        end(project, from),
                        (key, value) -> {
                            action.accept(codec.decode(value));
                            return true;
                        });
    }

    @Override
    public OptionalLong oldest(String project) {
        return reading(() -> firstOrLast(project, false));
    }

    @Override
    public OptionalLong newest(String project) {
        return reading(() -> firstOrLast(project, true));
    }

    private Optional<SentimentCells.Extent> extent(String project) {
        OptionalLong oldest = firstOrLast(project, false);
        return oldest.isEmpty()
                ? Optional.empty()
                : Optional.of(new SentimentCells.Extent(
                        oldest.getAsLong(), firstOrLast(project, true).orElseThrow()));
    }

    private OptionalLong firstOrLast(String project, boolean newest) {
        byte[] from = TimeKey.prefix(project);
        byte[] to = Tables.after(from);
        byte[] key;
        if (newest) {
            byte[][] first = new byte[1][];
            tables().scan(Tables.Table.FEEDBACK_BY_TIME, null, from, to, (k, v) -> {
                first[0] = k;
                return false;
            });
            key = first[0];
        } else {
            key = tables().lastKey(Tables.Table.FEEDBACK_BY_TIME, from, to);
        }
        return key == null
                ? OptionalLong.empty()
                : OptionalLong.of(TimeKey.decode(key).createdAt());
    }

    @Override
    public long position() {
        return progress.applied();
    }

    @Override
    public Optional<Outcome> outcome(long offset) {
        return reading(() -> progress.outcome(offset));
    }

    @Override
    public boolean await(long offset, long nanos) throws InterruptedException {
        return progress.await(offset, nanos);
    }

    @Override
    public Sizes sizes() {
        return reading(() -> new Sizes(
                tables().estimatedKeys(Tables.Table.FEEDBACK_BY_TIME),
                tables().bytesOnDisk(),
                Objects.requireNonNull(cells).seriesCount(),
                Objects.requireNonNull(cells).weight(),
                text().bytesOnDisk()));
    }

    private static byte[] justAfter(String project, After after) {
        byte[] key = new TimeKey(project, after.createdAt(), after.id()).encode();
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The bound behind which everything is older than {@code oldest}. */
    private static byte[] end(String project, long oldest) {
        return oldest == Long.MIN_VALUE ? Tables.after(TimeKey.prefix(project)) : TimeKey.from(project, oldest - 1);
    }

    private Tables tables() {
        return Objects.requireNonNull(tables);
    }

    private <T> T reading(Supplier<T> read) {
        lock.readLock().lock();
        try {
            if (!open) {
                throw closed();
            }
            return read.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private InvalidStateStoreException closed() {
        return new InvalidStateStoreException("Store " + name + " is closed; it may have moved to another instance");
    }

    /** Reads items as they were at one moment, a portion at a time, and lets the writer in between portions. */
    private final class Scan implements AutoCloseable {
        private final byte[] to;
        private final Patience patience;
        private final Tables source;
        private final Snapshot snapshot;
        private final ItemCodec codec = new ItemCodec();
        private final List<byte[]> portion = new ArrayList<>();
        final long position;
        private byte @Nullable [] next;
        private int read;
        private int size = FIRST_PORTION;

        Scan(byte[] from, byte[] to, Patience patience) {
            this.to = to;
            this.patience = patience;
            this.next = from;
            lock.readLock().lock();
            try {
                if (!open) {
                    throw closed();
                }
                source = tables();
                snapshot = source.snapshot();
                position = progress.applied();
            } finally {
                lock.readLock().unlock();
            }
        }

        @Nullable
        Feedback next() {
            if (read == portion.size() && !more()) {
                return null;
            }
            return codec.decode(portion.get(read++));
        }

        private boolean more() {
            byte[] from = next;
            if (from == null) {
                return false;
            }
            patience.check();
            portion.clear();
            read = 0;
            next = null;
            reading(() -> {
                if (source != tables) {
                    throw closed();
                }
                source.scan(Tables.Table.FEEDBACK_BY_TIME, snapshot, from, to, (key, value) -> {
                    if (portion.size() == size) {
                        next = key;
                        return false;
                    }
                    portion.add(value);
                    return true;
                });
                return portion;
            });
            size = Math.min(2 * size, PORTION);
            patience.read(portion.size());
            return !portion.isEmpty();
        }

        @Override
        public void close() {
            lock.readLock().lock();
            try {
                // A snapshot goes with its database: after a close, opened again or not, there is none to release.
                if (open && source == tables) {
                    source.release(snapshot);
                }
            } finally {
                lock.readLock().unlock();
            }
        }
    }
}
