package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.CommandOutcome;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The state of one partition, as one Kafka Streams state store: {@code items by id}, {@code feedback-by-time},
 * {@code sentiment-by-tag} and {@code sentiment-by-window}.
 *
 * <p>Invariant: index and cells are what the items make them, after every call. Therefore only items go to the
 * changelog, one record for each change, and everything else is made again from them on restore: a fifth of the traffic
 * of a store and a changelog for each part, and no way for the parts to disagree.
 *
 * <p>One writer, the stream thread; any number of readers, by the {@link #view}. Readers keep the writer out for as long
 * as they need one state of the whole partition, and let it in between portions where they read much.
 */
public final class FeedbackStore implements StateStore {

    private static final byte ERASED = 2;

    /**
     * The kind of the changelog's record that tells how far commands were applied, where the last of them changed no
     * item.
     */
    private static final byte REACHED = 3;

    /** The key of that record, which no item has. */
    private static final byte[] REACHED_KEY = {0};

    /**
     * The key of a record that {@link ChangelogSalvage} puts in, never found in the changelog itself: all items follow.
     */
    static final byte[] ANEW_KEY = {1};

    private static final byte[] NOTHING = {};
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private final String name;
    private final StoreMemory memory;
    private final int partitions;
    private final OpenFeedbackStores openStores;
    private final KeyValueStore<Bytes, byte[]> changelog;
    private final Copy copy = new Copy();
    private final Contents contents;
    private final FeedbackView view;
    private final ItemCodec codec = new ItemCodec();
    private Tables.@Nullable Batch batch;

    /** The last position in the changelog. Only the stream thread uses it. */
    private long logged = -1;

    private int partition = -1;
    private volatile @Nullable TaskId task;

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
        this.contents = new Contents(name);
        this.view = new StoreView(contents, copy);
    }

    /** Returns the view for readers. */
    public FeedbackView view() {
        return view;
    }

    // ---- life ----

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        copy.opened(openStores.numberOfCopy());
        logged = -1;
        contents.open(
                new File(context.stateDir(), name), new File(context.stateDir(), name + "-text"), memory, partitions);
        batch = contents.tables().batch();
        changelog.init(context, root);
        task = context.taskId();
        partition = context.taskId().partition();
        openStores.opened(partition, this);
        context.register(root, new BatchingStateRestoreCallback() {
            @Override
            public void restoreAll(Collection<KeyValue<byte[], byte[]>> records) {
                restoreItems(records);
            }
        });
    }

    /**
     * Nothing needs to be on disk before the store is closed: under exactly-once, Kafka Streams trusts the directory
     * only after a clean close.
     */
    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {}

    @Override
    public void close() {
        openStores.closed(partition, this);
        try {
            contents.close();
        } finally {
            // The changelog is closed even if the disk is full: the directory would stay locked for as long as the
            // process lives.
            if (batch != null) {
                batch.close();
                batch = null;
                changelog.close();
            }
        }
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return contents.isOpen();
    }

    /** Returns the damage that a reader or the writer found in the files. */
    Optional<String> damage() {
        return contents.damage();
    }

    TaskId task() {
        return Objects.requireNonNull(task);
    }

    private void restoreItems(Collection<KeyValue<byte[], byte[]>> records) {
        contents.text().restoring(records.size());
        contents.writing(() -> {
            records.forEach(record -> restore(record.key, record.value));
            copy.reached(contents.commands().applied());
        });
    }

    private void restore(byte[] id, byte @Nullable [] value) {
        AppliedCommands commands = contents.commands();
        if (Arrays.equals(id, ANEW_KEY)) {
            forgetItems();
            return;
        }
        if (Arrays.equals(id, REACHED_KEY)) {
            if (value != null) {
                commands.restored(ByteBuffer.wrap(value, 1, Long.BYTES).getLong());
            }
            return;
        }
        Feedback before = find(id) instanceof Stored.Present present ? present.item() : null;
        if (value == null) {
            replace(id, before, null, null, false, commands.applied());
        } else if (value[0] == ERASED) {
            long offset = ByteBuffer.wrap(value, 1, Long.BYTES).getLong();
            replace(id, before, null, null, true, offset);
            commands.restored(offset);
        } else {
            Feedback after = codec.decode(value);
            replace(id, before, after, value, false, after.getCommandOffset());
            commands.restored(after.getCommandOffset());
        }
    }

    /** Forgets all items, since the changelog goes on with all of them; taken ids are kept. */
    private void forgetItems() {
        List<Feedback> items = new ArrayList<>();
        do {
            items.clear();
            contents.tables().scan(Tables.Table.FEEDBACK_BY_TIME, null, NOTHING, TimeKey.END, (key, value) -> {
                items.add(codec.decode(value));
                return items.size() < FORGOTTEN_AT_ONCE;
            });
            for (Feedback item : items) {
                byte[] id = item.getId().getBytes(StandardCharsets.UTF_8);
                replace(id, item, null, null, false, contents.commands().applied());
            }
        } while (!items.isEmpty());
    }

    // ---- on the stream thread only ----

    /** Begins to write for the ledger, since the whole changelog is here. */
    public void beginWriting() {
        copy.writing(true);
    }

    /** Stops writing and follows: another instance may write from now on. */
    public void endWriting() {
        copy.writing(false);
    }

    /**
     * Tells the changelog how far the commands were applied, where that is further than its last record says: a copy
     * that follows would otherwise not know of commands that changed nothing. The ledger calls this regularly.
     */
    public void logPosition() {
        long applied = contents.commands().applied();
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

    /** Returns what is known of an id. */
    public Stored find(byte[] id) {
        byte[] location = contents.tables().find(Tables.Table.ITEM_IDS, id);
        if (location == null) {
            return Stored.ABSENT;
        }
        ItemLocation at = ItemLocation.decode(location);
        return at.erased()
                ? Stored.ERASED
                : new Stored.Present(codec.decode(
                        Objects.requireNonNull(contents.tables().get(Tables.Table.FEEDBACK_BY_TIME, at.timeKey(id)))));
    }

    /** Returns whether one more item like this would add a series beyond the limit. */
    public boolean exceedsSeries(Feedback item, int most) {
        return contents.cells().seriesCount() >= most && !contents.cells().knowsSeriesOf(item);
    }

    /** Returns an item's bytes: a version byte, then Avro. */
    public byte[] encode(Feedback item) {
        return codec.encode(item);
    }

    /**
     * Returns items of a project that were created before an instant in epoch milliseconds, newest first, up to a
     * limit.
     */
    public List<Feedback> olderThan(String project, long before, int most) {
        List<Feedback> found = new ArrayList<>();
        contents.tables()
                .scan(
                        Tables.Table.FEEDBACK_BY_TIME,
                        null,
                        TimeKey.from(project, before - 1),
                        Tables.after(TimeKey.prefix(project)),
                        (key, value) -> {
                            found.add(codec.decode(value));
                            return found.size() < most;
                        });
        return found;
    }

    /** Keeps an item in place of the one before it. Returns its bytes: a version byte, then Avro. */
    public byte[] put(byte[] id, @Nullable Feedback before, Feedback after) {
        byte[] bytes = codec.encode(after);
        long offset = after.getCommandOffset();
        contents.writing(() -> {
            replace(id, before, after, bytes, false, offset);
            contents.commands().applied(offset, CommandOutcome.APPLIED);
        });
        changelog.put(Bytes.wrap(id), bytes);
        logged = offset;
        return bytes;
    }

    /** Forgets an item and remembers that its id was taken. */
    public void erase(byte[] id, Feedback before, long offset) {
        contents.writing(() -> {
            replace(id, before, null, null, true, offset);
            contents.commands().applied(offset, CommandOutcome.APPLIED);
        });
        changelog.put(
                Bytes.wrap(id),
                ByteBuffer.allocate(1 + Long.BYTES).put(ERASED).putLong(offset).array());
        logged = offset;
    }

    /** Forgets an item and its id: an item so old would be refused again. */
    public void expire(byte[] id, Feedback before) {
        contents.writing(
                () -> replace(id, before, null, null, false, contents.commands().applied()));
        changelog.put(Bytes.wrap(id), null);
    }

    /** Notes a command that changed nothing. */
    public void passed(long offset, CommandOutcome outcome) {
        contents.commands().applied(offset, outcome);
    }

    /** Changes items, index and cells together, and passes the words on. */
    private void replace(
            byte[] id,
            @Nullable Feedback before,
            @Nullable Feedback after,
            byte @Nullable [] bytes,
            boolean erased,
            long position) {
        Tables.Batch changes = Objects.requireNonNull(batch);
        changes.clear();
        if (before != null && (after == null || isElsewhere(before, after))) {
            changes.delete(
                    Tables.Table.FEEDBACK_BY_TIME, ItemLocation.of(before).timeKey(id));
        }
        if (after != null) {
            ItemLocation at = ItemLocation.of(after);
            if (before == null) {
                changes.put(Tables.Table.ITEM_IDS, id, at.encode());
            }
            changes.put(Tables.Table.FEEDBACK_BY_TIME, at.timeKey(id), Objects.requireNonNull(bytes));
        } else if (erased) {
            changes.put(Tables.Table.ITEM_IDS, id, ItemLocation.GONE.encode());
        } else {
            changes.delete(Tables.Table.ITEM_IDS, id);
        }
        contents.tables().write(changes);
        contents.cells().replace(before, after);
        if (before != null || after != null) {
            contents.text().changed(before, after, bytes, position);
        }
    }

    private static boolean isElsewhere(Feedback before, Feedback after) {
        return !after.getCreatedAt().equals(before.getCreatedAt())
                || !after.getProject().equals(before.getProject());
    }
}
