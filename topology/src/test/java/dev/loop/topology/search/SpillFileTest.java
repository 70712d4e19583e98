package dev.loop.topology.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldGiveBackWhatItWasGiven_whenAddedAndTakenInTurns(long seed) throws Exception {
        Random random = new Random(seed);
        SpillFile spilled = new SpillFile(directory.resolve("sub/backlog"));
        Deque<SpillFile.Entry> expected = new ArrayDeque<>();
        for (int round = 0; round < 60; round++) {
            for (int i = random.nextInt(400); i > 0; i--) {
                SpillFile.Entry entry = entry(random, round * 1_000L + i);
                spilled.add(entry);
                expected.add(entry);
            }
            if (random.nextBoolean()) {
                takeSome(spilled, expected);
            }
            assertThat(spilled.isEmpty()).isEqualTo(expected.isEmpty());
        }
        while (!expected.isEmpty()) {
            takeSome(spilled, expected);
        }
        assertThat(spilled.isEmpty()).isTrue();
        assertThat(spilled.take()).isEmpty();
        assertThat(directory.resolve("sub/backlog")).isEmptyFile();
    }

    @Test
    void shouldBeEmpty_whenClearedOrNew() throws Exception {
        Path file = directory.resolve("backlog");
        Files.write(file, new byte[] {1, 2, 3});
        SpillFile spilled = new SpillFile(file);
        assertThat(spilled.isEmpty()).isTrue();
        spilled.add(new SpillFile.Entry(1, 10, true, "fb_1", null));
        spilled.add(new SpillFile.Entry(2, 20, false, "fb_2", new byte[700_000]));
        spilled.clear();

        assertThat(spilled.isEmpty()).isTrue();
        assertThat(file).doesNotExist();
        spilled.add(new SpillFile.Entry(3, 30, false, "fb_3", new byte[] {4}));
        assertThat(spilled.take()).extracting(SpillFile.Entry::number).containsExactly(3L);
    }

    private static void takeSome(SpillFile spilled, Deque<SpillFile.Entry> expected) throws Exception {
        for (SpillFile.Entry entry : spilled.take()) {
            SpillFile.Entry next = expected.remove();
            assertThat(entry.number()).isEqualTo(next.number());
            assertThat(entry.position()).isEqualTo(next.position());
            assertThat(entry.known()).isEqualTo(next.known());
            assertThat(entry.id()).isEqualTo(next.id());
            assertThat(Arrays.equals(entry.stored(), next.stored())).isTrue();
        }
    }

    private static SpillFile.Entry entry(Random random, long number) {
        byte[] stored = new byte[random.nextInt(50) == 0 ? 600_000 : 1 + random.nextInt(500)];
        random.nextBytes(stored);
        return new SpillFile.Entry(
                number, 10 * number, random.nextBoolean(), "fb_ü" + number, random.nextInt(5) == 0 ? null : stored);
    }
}
