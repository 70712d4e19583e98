package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccurrenceTableTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldCountAsAMapDoes_whenItGrows(long seed) {
        Random random = new Random(seed);
        Map<Long, Long> expected = new HashMap<>();
        try (OccurrenceTable table = new OccurrenceTable()) {
            for (int i = 0; i < 100_000; i++) {
                long hash = 1 + random.nextInt(60_000);
                long count = expected.merge(hash, 1L, Long::sum);
                assertThat(table.next(ByteBuffer.allocate(8).putLong(hash).array()))
                        .isEqualTo(count);
            }
        }
    }
}
