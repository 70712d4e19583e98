package dev.loop.topology.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MatchTest {

    @Test
    void shouldTakeEverything_whenAny() {
        assertThat(Match.ANY.any()).isTrue();
        assertThat(Match.noneOf(List.of()).any()).isTrue();
        assertThat(Match.ANY.accepts("x")).isTrue();
        assertThat(Match.ANY.accepts(null)).isTrue();
    }

    @Test
    void shouldTakeTheNamed_whenOneOfSome() {
        Match match = Match.oneOf(List.of("a", "b", "a"));

        assertThat(match.accepts("a")).isTrue();
        assertThat(match.accepts("c")).isFalse();
        assertThat(match.accepts(null)).isFalse();
        assertThat(match.any()).isFalse();
        assertThat(Match.oneOf(List.of()).accepts("a")).isFalse();
    }

    @Test
    void shouldTakeTheOthers_whenNoneOfSome() {
        // A sender may repeat a parameter: the same value twice counts once.
        Match match = Match.noneOf(Arrays.asList("a", "a"));

        assertThat(match.values()).isEqualTo(Set.of("a"));
        assertThat(match.accepts("a")).isFalse();
        assertThat(match.accepts("b")).isTrue();
        assertThat(match.accepts(null)).isTrue();
    }

    @Test
    void shouldMeanTheAbsent_whenEmpty() {
        assertThat(Match.oneOf(List.of("")).accepts(null)).isTrue();
        assertThat(Match.oneOf(List.of("", "a")).accepts("a")).isTrue();
        assertThat(Match.oneOf(List.of("")).accepts("a")).isFalse();
        assertThat(Match.noneOf(List.of("")).accepts(null)).isFalse();
        assertThat(Match.noneOf(List.of("")).accepts("a")).isTrue();
    }
}
