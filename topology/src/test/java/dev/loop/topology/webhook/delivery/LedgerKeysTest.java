package dev.loop.topology.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class LedgerKeysTest {

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void shouldSortAsTheNumbersDo_whenKeysAreOfOneEndpoint() {
        for (int i = 0; i < 2000; i++) {
            long one = number();
            long other = number();
            for (LedgerKeys.Kind kind :
                    List.of(LedgerKeys.Kind.DELIVERY, LedgerKeys.Kind.PROGRESS, LedgerKeys.Kind.READY)) {
                assertThat(Integer.signum(LedgerKeys.numbered(kind, "we_1", one)
                                .compareTo(LedgerKeys.numbered(kind, "we_1", other))))
                        .as("seed %d: %d and %d", seed, one, other)
                        .isEqualTo(Long.compare(one, other));
            }
        }
    }

    @Test
    void shouldSortByTimeFirst_whenKeysAreDue() {
        Comparator<LedgerKeys.Due> order = Comparator.comparingLong(LedgerKeys.Due::at)
                .thenComparing(LedgerKeys.Due::endpointId)
                .thenComparingLong(LedgerKeys.Due::sequence);
        for (int i = 0; i < 2000; i++) {
            LedgerKeys.Due one = due();
            LedgerKeys.Due other = due();
            Bytes key = LedgerKeys.due(one.at(), one.endpointId(), one.sequence());
            assertThat(Integer.signum(key.compareTo(LedgerKeys.due(other.at(), other.endpointId(), other.sequence()))))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(Integer.signum(order.compare(one, other)));
            assertThat(LedgerKeys.due(key)).isEqualTo(one);
            assertThat(key).isBetween(LedgerKeys.dueFrom(one.at()), LedgerKeys.end(LedgerKeys.Kind.DUE));
            assertThat(key).isLessThan(LedgerKeys.dueFrom(one.at() + 1));
        }
    }

    /** Neither of one endpoint and another whose id goes on where the first one ends, nor of two kinds. */
    @Test
    void shouldNotMixRanges_whenIdsAreAlike() {
        for (String other : List.of("we_", "we_11", "we_1\u0000", "wd_1", "wf")) {
            for (int i = 0; i < 100; i++) {
                Bytes key = LedgerKeys.numbered(LedgerKeys.Kind.DELIVERY, other, number());
                assertThat(key.compareTo(LedgerKeys.numbered(LedgerKeys.Kind.DELIVERY, "we_1", 0)) >= 0
                                && key.compareTo(LedgerKeys.numbered(LedgerKeys.Kind.DELIVERY, "we_1", Long.MAX_VALUE))
                                        <= 0)
                        .isFalse();
            }
        }
        assertThat(LedgerKeys.numbered(LedgerKeys.Kind.REPLAY, "we_1", 7))
                .isBetween(LedgerKeys.first(LedgerKeys.Kind.REPLAY), LedgerKeys.end(LedgerKeys.Kind.REPLAY));
        assertThat(LedgerKeys.numbered(LedgerKeys.Kind.WAITING, "we_1", Long.MAX_VALUE))
                .isLessThan(LedgerKeys.first(LedgerKeys.Kind.REPLAY));
    }

    @Test
    void shouldTellWhatItWasMadeOf_whenItIsTakenApart() {
        String longest = "é".repeat(127);
        for (String endpoint : List.of("we_1", "x", longest)) {
            Bytes key = LedgerKeys.numbered(LedgerKeys.Kind.READY, endpoint, 123_456_789_012L);
            assertThat(LedgerKeys.number(key)).isEqualTo(123_456_789_012L);
            assertThat(LedgerKeys.endpoint(key)).isEqualTo(endpoint);
            assertThat(LedgerKeys.due(LedgerKeys.due(5, endpoint, 6))).isEqualTo(new LedgerKeys.Due(5, endpoint, 6));
        }
    }

    private LedgerKeys.Due due() {
        return new LedgerKeys.Due(
                random.nextBoolean() ? random.nextInt(3) : number(), "we_" + random.nextInt(3), number());
    }

    private long number() {
        return random.nextBoolean() ? random.nextInt(300) : random.nextLong() & Long.MAX_VALUE;
    }
}
