package dev.loop.topology.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.topology.text.TextQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountedFromTest {

    private static final Instant EDGE = Instant.parse("2026-06-19T14:02:11.123Z");
    private static final Match SOME = Match.oneOf(Set.of("x"));

    @Test
    void shouldReadCells_whenTheyKnowAllThatIsAsked() {
        var filter = new FeedbackFilter(
                "default",
                SOME,
                Match.noneOf(Set.of("free")),
                SOME,
                Match.ANY,
                Map.of(),
                Set.of(Sentiment.NEGATIVE),
                Set.of(Status.OPEN),
                Optional.of(EDGE),
                Optional.of(EDGE.plusSeconds(90)),
                Optional.empty());

        assertThat(CountedFrom.of(filter, List.of(Dimension.values()))).isEqualTo(CountedFrom.CELLS);
        assertThat(CountedFrom.of(FeedbackFilter.all("default"), List.of())).isEqualTo(CountedFrom.CELLS);
    }

    @Test
    void shouldReadItems_whenOnlyTheyKnowWhatIsAsked() {
        FeedbackFilter all = FeedbackFilter.all("default");

        assertThat(CountedFrom.of(all, List.of(Dimension.TAG, new Facet.User())))
                .isEqualTo(CountedFrom.ITEMS);
        assertThat(CountedFrom.of(all, List.of(new Facet.Metadata("tag")))).isEqualTo(CountedFrom.ITEMS);
        assertThat(CountedFrom.of(asking(SOME, Map.of()), List.of())).isEqualTo(CountedFrom.ITEMS);
        assertThat(CountedFrom.of(asking(Match.ANY, Map.of("browser", SOME)), List.of()))
                .isEqualTo(CountedFrom.ITEMS);
    }

    @Test
    void shouldReadTheTextIndex_whenATextIsSearchedFor() throws Exception {
        FeedbackFilter slow = asking(Match.ANY, Map.of("browser", SOME), Optional.of(TextQuery.parse("slow")));

        assertThat(CountedFrom.of(slow, List.of())).isEqualTo(CountedFrom.TEXT);
        assertThat(CountedFrom.of(slow, List.of(new Facet.User()))).isEqualTo(CountedFrom.TEXT);
    }

    private static FeedbackFilter asking(Match user, Map<String, Match> metadata) {
        return asking(user, metadata, Optional.empty());
    }

    private static FeedbackFilter asking(Match user, Map<String, Match> metadata, Optional<TextQuery> text) {
        return new FeedbackFilter(
                "default",
                Match.ANY,
                Match.ANY,
                Match.ANY,
                user,
                metadata,
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                text);
    }
}
