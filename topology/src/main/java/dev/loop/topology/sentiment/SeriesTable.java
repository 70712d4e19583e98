package dev.loop.topology.sentiment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the series of each project in the order in which they first came, as a time-series database does: cells then
 * hold small numbers, and a filter is matched against each series once, not against each cell. The number of a series
 * without items goes to the next new one: names that nobody uses any more take no room.
 *
 * <p>Not thread-safe: {@link CellTable} lets one writer or many readers in.
 */
final class SeriesTable {

    private static final byte KIND = 1;
    private static final byte VERSION = 1;
    private static final byte PROJECT = 0;
    private static final byte SERIES = 1;
    private static final byte BACKFILL = 1;

    /** The series of one project. */
    static final class OfProject {
        private final int number;
        private final Map<Series, Integer> ids = new HashMap<>();
        private final List<Series> series = new ArrayList<>();
        /** Holds each value once, however many series it is in. */
        private final Map<String, String> values = new HashMap<>();
        /** Numbers of series without items. */
        private final Set<Integer> unused = new LinkedHashSet<>();

        private OfProject(int number) {
            this.number = number;
        }

        private void add(Series added) {
            Series one = shared(added);
            ids.put(one, series.size());
            series.add(one);
        }

        private void rename(int id, Series to) {
            ids.remove(series.get(id));
            // Nothing tells which values the other series still have.
            values.clear();
            Series one = shared(to);
            ids.put(one, id);
            series.set(id, one);
        }

        private Series shared(Series one) {
            return new Series(shared(one.tag()), shared(one.plan()), shared(one.source()), one.backfill());
        }

        private @Nullable String shared(@Nullable String value) {
            return value == null ? null : values.computeIfAbsent(value, same -> same);
        }

        int number() {
            return number;
        }

        List<Series> series() {
            return series;
        }

        int pages() {
            return (series.size() + CellPage.SERIES_PER_PAGE - 1) / CellPage.SERIES_PER_PAGE;
        }
    }

    private final CellBytes bytes;
    private final Map<String, OfProject> projects = new HashMap<>();
    private int size;
    private int unused;
    private long renames;

    SeriesTable(CellBytes bytes) {
        this.bytes = bytes;
        Map<Integer, OfProject> byNumber = new HashMap<>();
        bytes.forEach(new byte[] {KIND, VERSION, PROJECT}, (key, value) -> {
            OfProject project = new OfProject(ByteBuffer.wrap(value).getInt());
            projects.put(new String(key, 3, key.length - 3, StandardCharsets.UTF_8), project);
            byNumber.put(project.number, project);
        });
        // Rows come in the order of their ids, which is the order of the keys.
        bytes.forEach(new byte[] {KIND, VERSION, SERIES}, (key, value) -> {
            OfProject project =
                    byNumber.get(ByteBuffer.wrap(key, 3, Integer.BYTES).getInt());
            Objects.requireNonNull(project, "a series of no project").add(decode(ByteBuffer.wrap(value)));
            size++;
        });
    }

    @Nullable
    OfProject find(String project) {
        return projects.get(project);
    }

    OfProject findOrAdd(String project) {
        OfProject found = projects.get(project);
        if (found == null) {
            found = new OfProject(projects.size());
            projects.put(project, found);
            byte[] name = project.getBytes(StandardCharsets.UTF_8);
            bytes.put(
                    ByteBuffer.allocate(3 + name.length)
                            .put(new byte[] {KIND, VERSION, PROJECT})
                            .put(name)
                            .array(),
                    ByteBuffer.allocate(Integer.BYTES).putInt(found.number).array());
        }
        return found;
    }

    boolean knows(String project, Series series) {
        OfProject found = projects.get(project);
        if (found == null) {
            return false;
        }
        Integer id = found.ids.get(series);
        return id != null && !found.unused.contains(id);
    }

    /** Returns the number of a series that gets an item, or has one. */
    int idOf(OfProject project, Series series) {
        Integer id = project.ids.get(series);
        if (id != null) {
            use(project, id);
        } else {
            if (project.unused.isEmpty()) {
                id = project.series.size();
                project.add(series);
                size++;
            } else {
                id = project.unused.iterator().next();
                use(project, id);
                project.rename(id, series);
                renames++;
            }
            bytes.put(
                    ByteBuffer.allocate(3 + 2 * Integer.BYTES)
                            .put(new byte[] {KIND, VERSION, SERIES})
                            .putInt(project.number)
                            .putInt(id)
                            .array(),
                    encode(series));
        }
        return id;
    }

    /** Marks a series as one without items. */
    void emptied(OfProject project, int id) {
        unused += project.unused.add(id) ? 1 : 0;
    }

    private void use(OfProject project, Integer id) {
        unused -= !project.unused.isEmpty() && project.unused.remove(id) ? 1 : 0;
    }

    Collection<OfProject> projects() {
        return projects.values();
    }

    /** Returns the number of series with items. */
    int size() {
        return size - unused;
    }

    /** Returns how often a number went from one series to another: what is known of the earlier one is wrong then. */
    long renames() {
        return renames;
    }

    private static byte[] encode(Series series) {
        byte[][] values = {utf8(series.tag()), utf8(series.plan()), utf8(series.source())};
        int names = 3 * Integer.BYTES + values[0].length + values[1].length + values[2].length;
        ByteBuffer out = ByteBuffer.allocate(names + (series.backfill() ? 1 : 0));
        String[] present = {series.tag(), series.plan(), series.source()};
        for (int i = 0; i < values.length; i++) {
            out.putInt(present[i] == null ? -1 : values[i].length).put(values[i]);
        }
        // One more byte marks a series of backfilled items. An earlier program reads the names and stops before it.
        if (series.backfill()) {
            out.put(BACKFILL);
        }
        return out.array();
    }

    private static Series decode(ByteBuffer in) {
        return new Series(string(in), string(in), string(in), in.hasRemaining());
    }

    private static byte[] utf8(@Nullable String value) {
        return value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String string(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
