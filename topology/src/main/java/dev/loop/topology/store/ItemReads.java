package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.ReadBudget;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.sentiment.SentimentCells;
import dev.loop.topology.store.FeedbackView.After;
import dev.loop.topology.store.FeedbackView.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the items of one partition: by id, newest first, and the first and last times. */
final class ItemReads {

    private final Contents contents;

    ItemReads(Contents contents) {
        this.contents = contents;
    }

    Optional<Feedback> item(String id) {
        byte[] key = TimeKey.utf8(id);
        return contents.reading(() -> {
            byte[] location = contents.tables().get(Tables.Table.ITEM_IDS, key);
            if (location == null || ItemLocation.decode(location).erased()) {
                return Optional.empty();
            }
            byte[] at = ItemLocation.decode(location).timeKey(key);
            return Optional.of(new ItemCodec()
                    .decode(Objects.requireNonNull(contents.tables().get(Tables.Table.FEEDBACK_BY_TIME, at))));
        });
    }

    boolean known(String id) {
        return contents.reading(() -> contents.tables().find(Tables.Table.ITEM_IDS, TimeKey.utf8(id)) != null);
    }

    Page list(FeedbackFilter filter, Optional<After> after, int limit, int work, ReadBudget budget) {
        byte[] from = after.map(place -> justAfter(filter.project(), place))
                .orElseGet(() -> TimeKey.from(filter.project(), end(filter) - 1));
        List<Feedback> found = new ArrayList<>();
        try (ItemScan scan = new ItemScan(contents, from, bound(filter.project(), start(filter)), budget)) {
            After last = null;
            for (int seen = 0; seen < work; seen++) {
                Feedback item = scan.next();
                if (item == null) {
                    return new Page(found, Optional.empty(), scan.position());
                }
                if (filter.accepts(item)) {
                    // One item more than the page holds shows that the next page is not empty.
                    if (found.size() == limit) {
                        break;
                    }
                    found.add(item);
                }
                last = new After(item.getCreatedAt().toEpochMilli(), item.getId());
            }
            return new Page(found, Optional.ofNullable(last), scan.position());
        }
    }

    /** Returns the items created in [from, to), in epoch milliseconds, as they are at one moment. */
    ItemScan scan(String project, long from, long to, ReadBudget budget) {
        return new ItemScan(contents, TimeKey.from(project, to - 1), bound(project, from), budget);
    }

    /** Returns the items of found places; empty where one is gone or changed since. */
    List<Optional<Feedback>> at(FeedbackFilter filter, List<SearchHit> places) {
        return contents.reading(() -> {
            ItemCodec codec = new ItemCodec();
            List<Optional<Feedback>> items = new ArrayList<>(places.size());
            for (SearchHit place : places) {
                byte[] key = new TimeKey(filter.project(), place.createdAt(), place.id()).encode();
                items.add(Optional.ofNullable(contents.tables().get(Tables.Table.FEEDBACK_BY_TIME, key))
                        .map(codec::decode)
                        .filter(filter::accepts));
            }
            return items;
        });
    }

    // ---- for callers that keep the writer out ----

    /** Visits the items created in [from, to), in epoch milliseconds. */
    void forEach(String project, long from, long to, Consumer<Feedback> action) {
        ItemCodec codec = new ItemCodec();
        contents.tables()
                .scan(
                        Tables.Table.FEEDBACK_BY_TIME,
                        null,
                        TimeKey.from(project, to - 1),
                        bound(project, from),
                        (key, value) -> {
                            action.accept(codec.decode(value));
                            return true;
                        });
    }

    Optional<SentimentCells.Extent> extent(String project) {
        OptionalLong oldest = oldest(project);
        return oldest.isEmpty()
                ? Optional.empty()
                : Optional.of(new SentimentCells.Extent(
                        oldest.getAsLong(), newest(project).orElseThrow()));
    }

    OptionalLong oldest(String project) {
        byte[] from = TimeKey.prefix(project);
        return createdAt(contents.tables().lastKey(Tables.Table.FEEDBACK_BY_TIME, from, Tables.after(from)));
    }

    OptionalLong newest(String project) {
        byte[] from = TimeKey.prefix(project);
        byte[][] first = new byte[1][];
        contents.tables().scan(Tables.Table.FEEDBACK_BY_TIME, null, from, Tables.after(from), (key, value) -> {
            first[0] = key;
            return false;
        });
        return createdAt(first[0]);
    }

    // ---- keys ----

    /** Returns the start of the filter in epoch milliseconds, inclusive. */
    static long start(FeedbackFilter filter) {
        return filter.from().map(from -> from.toEpochMilli()).orElse(Long.MIN_VALUE);
    }

    /** Returns the end of the filter in epoch milliseconds, exclusive. */
    static long end(FeedbackFilter filter) {
        return filter.to().map(to -> to.toEpochMilli()).orElse(Long.MAX_VALUE);
    }

    private static OptionalLong createdAt(byte @Nullable [] key) {
        return key == null
                ? OptionalLong.empty()
                : OptionalLong.of(TimeKey.decode(key).createdAt());
    }

    private static byte[] justAfter(String project, After after) {
        byte[] key = new TimeKey(project, after.createdAt(), after.id()).encode();
        return Arrays.copyOf(key, key.length + 1);
    }

    /** Returns the key behind which everything is older than {@code oldest}. */
    private static byte[] bound(String project, long oldest) {
        return oldest == Long.MIN_VALUE ? Tables.after(TimeKey.prefix(project)) : TimeKey.from(project, oldest - 1);
    }
}
