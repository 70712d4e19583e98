package dev.loop.api;

import dev.loop.api.control.InMemoryTable;
import dev.loop.connectors.log.Place;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.schemas.avro.ThemeDay;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Themes without a ledger: wishes are done at once, as the ledger does them. */
final class InMemoryThemes {

    final InMemoryTable<Theme> table = new InMemoryTable<>();
    final List<ThemeCommand> wishes = new ArrayList<>();

    void put(String id, UnaryOperator<Theme.Builder> change) {
        Theme theme = change.apply(Theme.newBuilder()
                        .setProject("default")
                        .setId(id)
                        .setLanguage("en")
                        .setWords(List.of("lost luggage", "airport"))
                        .setCentral("Where is my luggage?")
                        .setCentralItem("fb_00000000000000000000000001")
                        .setItems(12)
                        .setPeople(9)
                        .setPositive(1)
                        .setNeutral(2)
                        .setNegative(9)
                        .setFirstDay(LocalDate.parse("2026-06-01"))
                        .setLastDay(LocalDate.parse("2026-06-30"))
                        .setDays(List.of(day("2026-06-01", 8, 6), day("2026-06-30", 4, 3))))
                .build();
        table.put(theme.getProject() + "/" + id, theme, Duration.ZERO);
    }

    static ThemeDay day(String day, int items, int negative) {
        return new ThemeDay(LocalDate.parse(day), items, 0, items - negative, negative);
    }

    CompletableFuture<Place> wish(ThemeCommand command) {
        wishes.add(command);
        long offset = wishes.size();
        String key = command.getProject() + "/" + command.getTheme();
        Theme.Builder theme = Theme.newBuilder(table.get(key).orElseThrow()).setCommandOffset(offset);
        command.getName().ifPresent(name -> theme.setGivenName(name.isEmpty() ? null : name));
        command.getPinned().ifPresent(theme::setPinned);
        command.getIgnored().ifPresent(theme::setIgnored);
        command.getMergeInto().ifPresent(theme::setMergedInto);
        table.put(key, theme.build(), Duration.ZERO);
        return CompletableFuture.completedFuture(new Place(0, offset));
    }
}
