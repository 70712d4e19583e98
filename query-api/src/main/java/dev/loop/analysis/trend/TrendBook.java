package dev.loop.analysis.trend;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.Trend;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** The known spikes of all projects: one entry for each, from its opening on. */
public final class TrendBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

    private static final Comparator<Trend> NEWEST_FIRST =
            Comparator.comparing(Trend::getOpenedAt).reversed().thenComparing(Trend::getId);

    private final ControlTable<Trend> table;

    public TrendBook(ControlTable<Trend> table) {
        this.table = table;
    }

    /** Returns the spikes of a project, newest first. */
    public List<Trend> all(String project) {
        return table.all().values().stream()
                .filter(trend -> trend.getProject().equals(project))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Puts a spike; fails as {@link ControlTable#put} does. */
    void put(Trend trend) {
        table.put(trend.getProject() + "/" + trend.getId(), trend, LONGEST_WRITE);
    }

    /** Removes a spike; fails as {@link ControlTable#remove} does. */
    void forget(Trend trend) {
        table.remove(trend.getProject() + "/" + trend.getId(), LONGEST_WRITE);
    }
}
