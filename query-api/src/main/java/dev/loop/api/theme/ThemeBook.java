package dev.loop.api.theme;

import dev.loop.connectors.log.Acknowledged;
import dev.loop.connectors.log.ControlTable;
import dev.loop.connectors.log.OutcomeUnknownException;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.topology.question.Match;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The themes of all projects as the ledger tells them, and the way to wish something of one. */
public final class ThemeBook {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** A theme goes into another, which goes into a third: such a chain ends far below this. */
    private static final int LONGEST_CHAIN = 10_000;

    private final ControlTable<Theme> table;
    private final Function<ThemeCommand, CompletableFuture<Place>> commands;

    /** @param commands sends a wish to the ledger */
    public ThemeBook(ControlTable<Theme> table, Function<ThemeCommand, CompletableFuture<Place>> commands) {
        this.table = table;
        this.commands = commands;
    }

    /** Returns the themes of a project that stand for themselves, in no particular order. */
    List<Theme> all(String project) {
        return table.all().values().stream()
                .filter(theme -> theme.getProject().equals(project)
                        && theme.getMergedInto().isEmpty())
                .toList();
    }

    /** Returns a theme, or the one that has its items now. */
    public Optional<Theme> find(String project, String id) {
        Optional<Theme> found = table.get(key(project, id));
        for (int step = 0; step < LONGEST_CHAIN; step++) {
            Optional<String> into = found.flatMap(Theme::getMergedInto);
            if (into.isEmpty()) {
                break;
            }
            found = table.get(key(project, into.get()));
        }
        return found;
    }

    /** Returns the id of a theme, or of the one that has its items now. */
    public Optional<String> id(String project, String id) {
        return find(project, id).map(Theme::getId);
    }

    /** Returns the theme that has the items of a theme now, for each id of a project that readers know. */
    public Map<String, String> roots(String project) {
        Map<String, String> roots = new HashMap<>();
        for (Theme theme : table.all().values()) {
            if (theme.getProject().equals(project)) {
                find(project, theme.getId()).ifPresent(root -> roots.put(theme.getId(), root.getId()));
            }
        }
        return roots;
    }

    /**
     * Returns the condition on the ids that items carry for one on themes: a theme stands for all that went into it. The
     * empty text stands for items that are in no theme which readers know.
     *
     * @param unknown takes each id that is no theme
     */
    public Match carried(String project, Match asked, Consumer<String> unknown) {
        if (asked.any()) {
            return asked;
        }
        Map<String, String> roots = roots(project);
        Set<String> wanted = new HashSet<>();
        for (String id : asked.values()) {
            if (roots.containsKey(id)) {
                wanted.add(roots.get(id));
            } else if (!id.isEmpty()) {
                unknown.accept(id);
            }
        }
        boolean none = asked.values().contains("");
        Set<String> ids = roots.keySet().stream()
                .filter(id -> wanted.contains(roots.get(id)) != none)
                .collect(Collectors.toSet());
        return new Match(ids, asked.negated() != none);
    }

    /**
     * Sends a wish, and returns when the theme shows it. Fails as {@link ControlTable#put} does.
     *
     * @return the theme after it, or the one that it was merged into
     */
    Theme wish(ThemeCommand command) {
        String key = key(command.getProject(), command.getTheme());
        Place place = Acknowledged.get(commands.apply(command));
        long giveUpAt = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (table.get(key)
                .filter(seen -> seen.getCommandOffset() >= place.offset())
                .isEmpty()) {
            if (System.nanoTime() - giveUpAt > 0) {
                throw new OutcomeUnknownException(
                        "The wish is stored, and the theme does not show it yet.", Duration.ofSeconds(2));
            }
            try {
                Thread.sleep(LOOK_EVERY.toMillis());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new OutcomeUnknownException("The server is stopping.", Duration.ofSeconds(2));
            }
        }
        return find(command.getProject(), command.getTheme())
                .orElseThrow(() -> new OutcomeUnknownException("The theme has gone meanwhile.", Duration.ofSeconds(2)));
    }

    private static String key(String project, String id) {
        return project + "/" + id;
    }
}
