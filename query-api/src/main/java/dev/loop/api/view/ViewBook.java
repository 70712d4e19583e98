package dev.loop.api.view;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.SavedView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The views of all projects. The next read on the same instance sees a view that was put. */
public final class ViewBook {

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);
    private static final Comparator<SavedView> OLDEST_FIRST =
            Comparator.comparing(SavedView::getSavedAt).thenComparing(SavedView::getName);

    private final ControlTable<SavedView> table;

    public ViewBook(ControlTable<SavedView> table) {
        this.table = table;
    }

    Optional<SavedView> find(String project, String name) {
        return table.get(key(project, name));
    }

    /** Returns the views in the order in which they were first saved. */
    List<SavedView> all(String project) {
        return table.all().values().stream()
                .filter(view -> view.getProject().equals(project))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** Puts a view; fails as {@link ControlTable#put} does. */
    void put(SavedView view) {
        table.put(key(view.getProject(), view.getName()), view, LONGEST_WRITE);
    }

    /** Removes a view; fails as {@link ControlTable#remove} does. */
    void remove(String project, String name) {
        table.remove(key(project, name), LONGEST_WRITE);
    }

    private static String key(String project, String name) {
        return project + "/" + name;
    }
}
