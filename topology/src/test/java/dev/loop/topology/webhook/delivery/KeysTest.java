package dev.loop.topology.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class KeysTest {

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void shouldSortAsTheNumbersDo_whenKeysAreOfOneEndpoint() {
        for (int i = 0; i < 2000; i++) {
            long one = number();
            long other = number();
            for (Keys.Kind kind : List.of(Keys.Kind.DELIVERY, Keys.Kind.PROGRESS, Keys.Kind.READY)) {
                assertThat(Integer.signum(
                                Keys.numbered(kind, "we_1", one).compareTo(Keys.numbered(kind, "we_1", other))))
                        .as("seed %d: %d and %d", seed, one, other)
                        .isEqualTo(Long.compare(one, other));
            }
        }
    }

    @Test
    void shouldSortByTimeFirst_whenKeysAreDue() {
        Comparator<Keys.Due> order = Comparator.comparingLong(Keys.Due::at)
                .thenComparing(Keys.Due::endpointId)
                .thenComparingLong(Keys.Due::sequence);
        for (int i = 0; i < 2000; i++) {
            Keys.Due one = due();
            Keys.Due other = due();
            Bytes key = Keys.due(one.at(), one.endpointId(), one.sequence());
            assertThat(Integer.signum(key.compareTo(Keys.due(other.at(), other.endpointId(), other.sequence()))))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(Integer.signum(order.compare(one, other)));
            assertThat(Keys.due(key)).isEqualTo(one);
            assertThat(key).isBetween(Keys.dueFrom(one.at()), Keys.end(Keys.Kind.DUE));
            assertThat(key).isLessThan(Keys.dueFrom(one.at() + 1));
        }
    }

    /** Neither of one endpoint and another whose id goes on where the first one ends, nor of two kinds. */
    @Test
    void shouldNotMixRanges_whenIdsAreAlike() {
        for (String other : List.of("we_", "we_11", "we_1\u0000", "wd_1", "wf")) {
            for (int i = 0; i < 100; i++) {
                Bytes key = Keys.numbered(Keys.Kind.DELIVERY, other, number());
                assertThat(key.compareTo(Keys.numbered(Keys.Kind.DELIVERY, "we_1", 0)) >= 0
                                && key.compareTo(Keys.numbered(Keys.Kind.DELIVERY, "we_1", Long.MAX_VALUE)) <= 0)
                        .isFalse();
            }
        }
        assertThat(Keys.numbered(Keys.Kind.REPLAY, "we_1", 7))
                .isBetween(Keys.first(Keys.Kind.REPLAY), Keys.end(Keys.Kind.REPLAY));
        assertThat(Keys.numbered(Keys.Kind.WAITING, "we_1", Long.MAX_VALUE)).isLessThan(Keys.first(Keys.Kind.REPLAY));
    }

    @Test
    void shouldTellWhatItWasMadeOf_whenItIsTakenApart() {
        String longest = "é".repeat(127);
        for (String endpoint : List.of("we_1", "x", longest)) {
            Bytes key = Keys.numbered(Keys.Kind.READY, endpoint, 123_456_789_012L);
            assertThat(Keys.number(key)).isEqualTo(123_456_789_012L);
            assertThat(Keys.endpoint(key)).isEqualTo(endpoint);
            assertThat(Keys.due(Keys.due(5, endpoint, 6))).isEqualTo(new Keys.Due(5, endpoint, 6));
        }
    }

    private Keys.Due due() {
        return new Keys.Due(random.nextBoolean() ? random.nextInt(3) : number(), "we_" + random.nextInt(3), number());
    }

    private long number() {
        return random.nextBoolean() ? random.nextInt(300) : random.nextLong() & Long.MAX_VALUE;
    }
}
