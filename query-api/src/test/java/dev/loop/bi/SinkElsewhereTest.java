package dev.loop.bi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SinkElsewhereTest {

    private static final Sink GIVEN_UP = new Sink("items-1", "feedback", "feedback", "group-1");
    private static final Sink NEW = new Sink("items-2", "feedback", "feedback", "group-2");
    private static final Sink RELEASES = new Sink("releases-1", "releases", "release", "group-3");

    @Test
    void shouldWaitForTheOneThatRuns_whenAnotherDatabaseWasGivenUp() {
        var known = List.of(
                new SinkElsewhere(GIVEN_UP, false), new SinkElsewhere(NEW, true), new SinkElsewhere(RELEASES, true));
        assertThat(SinkElsewhere.awaited(known)).containsExactly(NEW, RELEASES);
    }

    @Test
    void shouldWaitForAll_whenNoneOfATableRuns() {
        var known = List.of(
                new SinkElsewhere(GIVEN_UP, false), new SinkElsewhere(NEW, false), new SinkElsewhere(RELEASES, true));
        assertThat(SinkElsewhere.awaited(known)).containsExactly(GIVEN_UP, NEW, RELEASES);
        assertThat(known.get(0).trouble()).hasValue("no process runs it now");
        assertThat(known.get(2).trouble()).isEmpty();
    }
}
