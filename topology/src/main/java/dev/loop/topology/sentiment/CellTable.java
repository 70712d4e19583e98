package dev.loop.topology.sentiment;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Status;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All cells of one partition. Invariant: every cell is the exact tally of the items that stand, so that cells can
 * always be made again from the items; they are restored that way, and have no changelog of their own.
 *
 * <p>Pages are changed in memory, and written out when memory is needed for others, or at the end: an item costs a few
 * array accesses, not a read and a write per granularity. Pages that are lost in a crash are made again from the items.
 *
 * <p>One writer, or many readers: the caller holds the lock (see {@code FeedbackStore}). Readers may only load and
 * evict unchanged pages.
 */
public final class CellTable {

    /**
     * The limit of questions whose groups are kept; each has a number for every series, and the names of every group.
     */
    private static final int MOST_GROUPS = 64;

    /** The limit of bytes of all kept groups together. */
    private static final long MOST_GROUP_BYTES = 8L << 20;

    /**
     * The limit of values in a question whose groups are kept: one that names more values is a one-time set of tags.
     */
    private static final int MOST_NAMED = 200;

    private final CellBytes bytes;
    private final SeriesTable series;
    private final long budget;
    private final Map<PageKey, CellPage> pages = new ConcurrentHashMap<>();
    private final Map<SeriesGroups.Question, SeriesGroups> groups = new ConcurrentHashMap<>();
    private final AtomicLong groupBytes = new AtomicLong();
    private final AtomicLong weight = new AtomicLong();
    private final CellPage[] newest = new CellPage[Granularity.values().length];
    private final PageKey[] newestKey = new PageKey[Granularity.values().length];

    /** @param budget bytes of pages that may be in memory */
    public CellTable(CellBytes bytes, long budget) {
        this.bytes = bytes;
        this.series = new SeriesTable(bytes);
        this.budget = budget;
        series.projects().forEach(this::findUnused);
    }

    private void findUnused(SeriesTable.OfProject project) {
        for (int number = 0; number < project.pages(); number++) {
            byte[] stored = bytes.get(new PageKey(project.number(), Granularity.ALL, 0, number).encode());
            CellPage page = stored == null ? new CellPage() : CellPage.decode(stored);
            int first = number * CellPage.SERIES_PER_PAGE;
            int end =
                    Math.min(first + CellPage.SERIES_PER_PAGE, project.series().size());
            for (int id = first; id < end; id++) {
                if (page.isEmpty(id)) {
                    series.emptied(project, id);
                }
            }
        }
    }

    SeriesTable series() {
        return series;
    }

    /** Returns the groups of a question, and keeps them: a dashboard asks the same questions again and again. */
    SeriesGroups groups(SeriesTable.OfProject project, FeedbackFilter filter, List<Dimension> groupBy) {
        SeriesGroups.Question question = SeriesGroups.Question.of(project, filter, groupBy);
        SeriesGroups known = groups.getOrDefault(question, SeriesGroups.NONE);
        SeriesGroups now = known.upTo(project.series(), question);
        if (now != known && question.named() <= MOST_NAMED) {
            if (groups.size() >= MOST_GROUPS || groupBytes.get() + now.bytes() > MOST_GROUP_BYTES) {
                groups.clear();
                groupBytes.set(0);
            }
            SeriesGroups replaced = groups.put(question, now);
            groupBytes.addAndGet(now.bytes() - (replaced == null ? 0 : replaced.bytes()));
        }
        return now;
    }

    /** Returns the number of questions whose groups are kept. */
    int groupsKept() {
        return groups.size();
    }

    /** Returns the number of series, combinations of project, tag, plan and source, that have items. */
    public int seriesCount() {
        return series.size();
    }

    /** Returns the bytes of pages in memory. */
    public long weight() {
        return weight.get();
    }

    public boolean knowsSeriesOf(Feedback item) {
        return series.knows(item.getProject(), Series.of(item));
    }

    /** Removes {@code before} and adds {@code after}; either may be null. */
    public void replace(@Nullable Feedback before, @Nullable Feedback after) {
        if (before != null) {
            add(before, -1);
        }
        if (after != null) {
            add(after, 1);
        }
    }

    private void add(Feedback item, int items) {
        int index = Tally.index(item.getSentiment(), item.getStatus());
        long createdAt = item.getCreatedAt().toEpochMilli();
        long resolutionMillis = item.getStatus() == Status.RESOLVED
                ? item.getResolvedAt().orElseThrow().toEpochMilli() - createdAt
                : 0;
        SeriesTable.OfProject project = series.findOrAdd(item.getProject());
        long renames = series.renames();
        int id = series.idOf(project, Series.of(item));
        if (series.renames() != renames) {
            groups.clear();
            groupBytes.set(0);
        }
        for (Granularity granularity : Granularity.values()) {
            CellPage page = writable(
                    project.number(), granularity, granularity.bucket(createdAt), id / CellPage.SERIES_PER_PAGE);
            int grown = page.add(id, index, items, items * resolutionMillis);
            if (grown != 0) {
                weight.addAndGet(grown);
            }
            if (items < 0 && granularity == Granularity.ALL && page.isEmpty(id)) {
                series.emptied(project, id);
            }
        }
        if (weight.get() > budget) {
            evict(true);
        }
    }

    private CellPage writable(int project, Granularity granularity, long bucket, int pageNumber) {
        int ordinal = granularity.ordinal();
        PageKey last = newestKey[ordinal];
        if (last != null && last.bucket() == bucket && last.project() == project && last.page() == pageNumber) {
            return newest[ordinal];
        }
        PageKey key = new PageKey(project, granularity, bucket, pageNumber);
        CellPage page = pages.get(key);
        if (page == null) {
            byte[] stored = bytes.get(key.encode());
            page = stored == null ? new CellPage() : CellPage.decode(stored);
            pages.put(key, page);
            weight.addAndGet(page.weight());
        }
        page.dirty = true;
        page.used = true;
        newestKey[ordinal] = key;
        newest[ordinal] = page;
        return page;
    }

    /** Returns the page for reading, or null if there is none. */
    @Nullable
    CellPage page(PageKey key) {
        CellPage page = pages.get(key);
        if (page == null) {
            byte[] stored = bytes.get(key.encode());
            if (stored == null) {
                return null;
            }
            page = CellPage.decode(stored);
            CellPage other = pages.putIfAbsent(key, page);
            if (other == null) {
                if (weight.addAndGet(page.weight()) > budget) {
                    synchronized (pages) {
                        if (weight.get() > budget) {
                            evict(false);
                        }
                    }
                }
            } else {
                page = other;
            }
        }
        if (!page.used) {
            page.used = true;
        }
        return page;
    }

    /**
     * Evicts pages by second chance: a page that was used since the last sweep stays for one more. A sweep ends when a
     * quarter of the budget is free, so that sweeps are rare.
     */
    private void evict(boolean writer) {
        for (int sweep = 0; sweep < 2 && weight.get() > budget - budget / 4; sweep++) {
            Iterator<Map.Entry<PageKey, CellPage>> all = pages.entrySet().iterator();
            while (all.hasNext() && weight.get() > budget - budget / 4) {
                Map.Entry<PageKey, CellPage> entry = all.next();
                CellPage page = entry.getValue();
                if (page.used && sweep == 0) {
                    page.used = false;
                } else if (!page.dirty || writer) {
                    if (page.dirty) {
                        write(entry.getKey(), page);
                    }
                    all.remove();
                    weight.addAndGet(-page.weight());
                }
            }
        }
        if (writer) {
            java.util.Arrays.fill(newestKey, null);
        }
    }

    /** Writes out every changed page. */
    public void flush() {
        pages.forEach((key, page) -> {
            if (page.dirty) {
                write(key, page);
            }
        });
        // The next change of a page must mark it anew.
        java.util.Arrays.fill(newestKey, null);
    }

    private void write(PageKey key, CellPage page) {
        bytes.put(Objects.requireNonNull(key).encode(), page.encode());
        page.dirty = false;
    }
}
