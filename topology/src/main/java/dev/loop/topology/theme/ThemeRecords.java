package dev.loop.topology.theme;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeDay;
import dev.loop.schemas.item.ThemeId;
import dev.loop.topology.theme.ThemeState.Central;
import dev.loop.topology.theme.ThemeState.Drawn;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the records of the topic {@code themes}. */
final class ThemeRecords {

    static {
        TrustedRecords.install();
    }

    /** Returns the last record of a merged theme. It has no words of people, since nothing would take them back. */
    static Theme merged(String project, ThemeState theme, long into) {
        return Theme.newBuilder(of(project, theme))
                .setWords(List.of())
                .setCentral(null)
                .setCentralItem(null)
                .setExamples(List.of())
                .setMergedInto(ThemeId.of(into))
                .build();
    }

    static Theme of(String project, ThemeState theme) {
        List<ThemeDay> days = new ArrayList<>();
        theme.counts
                .days()
                .forEach((day, counts) -> days.add(new ThemeDay(
                        LocalDate.ofEpochDay(day),
                        Arrays.stream(counts).sum(),
                        counts[Sentiment.POSITIVE.ordinal()],
                        counts[Sentiment.NEUTRAL.ordinal()],
                        counts[Sentiment.NEGATIVE.ordinal()])));
        return Theme.newBuilder()
                .setProject(project)
                .setId(ThemeId.of(theme.cluster.id))
                .setLanguage(theme.language.isEmpty() ? null : theme.language)
                .setWords(theme.words)
                .setGivenName(theme.givenName.orElse(null))
                .setCentral(theme.central.map(Central::message).orElse(null))
                .setCentralItem(theme.central.map(Central::item).orElse(null))
                .setItems(theme.cluster.size())
                .setPeople(theme.people)
                .setPositive(theme.counts.of(Sentiment.POSITIVE))
                .setNeutral(theme.counts.of(Sentiment.NEUTRAL))
                .setNegative(theme.counts.of(Sentiment.NEGATIVE))
                .setFirstDay(LocalDate.ofEpochDay(theme.counts.firstDay()))
                .setLastDay(LocalDate.ofEpochDay(theme.counts.lastDay()))
                .setDays(days)
                .setExamples(theme.sample.stream().map(Drawn::item).toList())
                .setPinned(theme.cluster.pinned)
                .setIgnored(theme.ignored)
                .setCommandOffset(theme.commandOffset)
                .build();
    }

    private ThemeRecords() {}
}
