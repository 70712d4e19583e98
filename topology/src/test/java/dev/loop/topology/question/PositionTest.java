package dev.loop.topology.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @Test
    void shouldReadBack_whenWritten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            TreeMap<Integer, Long> offsets = new TreeMap<>();
            for (int n = random.nextInt(5); n >= 0; n--) {
                offsets.put(random.nextInt(1000), random.nextLong() >>> 1 + random.nextInt(60));
            }
            Position position = new Position(offsets);
            assertThat(Position.parse(position.toString())).as("seed %d", seed).contains(position);
        }
    }

    @Test
    void shouldBeTheLaterOfBoth_whenMerged() {
        assertThat(Position.of(0, 5).and(Position.of(1, 2)).and(Position.of(0, 3)))
                .hasToString("0:5,1:2");
        assertThat(Position.NONE.and(Position.of(7, 1))).isEqualTo(Position.of(7, 1));
        assertThat(Position.parse("3:1,3:9,3:4")).contains(Position.of(3, 9));
    }

    @Test
    void shouldBeTheEarlierOfBoth_whenTwoAnswersAreTakenTogether() {
        Position one = Position.parse("0:5,1:2,2:7").orElseThrow();
        assertThat(one.orEarlier(Position.parse("0:3,1:9,4:1").orElseThrow())).hasToString("0:3,1:2");
        assertThat(one.orEarlier(Position.NONE)).isEqualTo(Position.NONE);
    }

    @Test
    void shouldAllowSpace_whenAroundNumbers() {
        assertThat(Position.parse(" 0 : 118 , 3:97 ")).map(Position::toString).contains("0:118,3:97");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                "1",
                "1:",
                ":1",
                "1:2,",
                ",1:2",
                "a:1",
                "1:a",
                "-1:2",
                "1:-2",
                "1:2:3",
                "1;2",
                "99999999999:1",
                "1:9223372036854775808",
                "1.0:2",
                "0x1:2"
            })
    void shouldBeEmpty_whenItIsNoPosition(String text) {
        assertThat(Position.parse(text)).isEmpty();
    }

    @Test
    void shouldBeEmpty_whenTooLong() {
        assertThat(Position.parse("1:1,".repeat(3000) + "1:1")).isEmpty();
    }
}
