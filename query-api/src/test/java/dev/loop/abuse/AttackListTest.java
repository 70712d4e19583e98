package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.abuse.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every line of {@code attacks.yaml}, and checks what must be true after all of them. */
@ExtendWith(AbusedLoop.class)
@TestMethodOrder(OrderAnnotation.class)
class AttackListTest {

    private static final int LONGEST_LOG_LINE = 1_024;
    private static final int LINES_THAT_HELP = 30;

    private final Scene scene;

    AttackListTest(Scene scene) {
        this.scene = scene;
    }

    static List<Attack> attacks() {
        return Attack.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    @Order(1)
    void shouldAnswerAsItMust_whenAttacked(Attack attack) {
        Answer answer = attack.on(scene);

        assertThat(attack.wrong(answer, scene)).as("%s: %s", attack, answer).isEmpty();
    }

    @Test
    @Order(2)
    void shouldKeepItsLogShort_whenAnybodySendsRubbishWithoutEnd() {
        List<String> log = scene.loop.complaints();
        int before = log.size();
        String hosts = "GET / HTTP/1.1\r\nHost: [{{20000 x a}}\r\nConnection: close\r\n\r\n";
        for (int i = 0; i < 300; i++) {
            scene.wire.say(scene.fill(hosts).getBytes(java.nio.charset.StandardCharsets.UTF_8), 5_000);
        }
        scene.assertAliveWithin(2_000);

        List<String> after = scene.loop.complaints();
        assertThat(after.subList(before, after.size())).hasSizeLessThan(LINES_THAT_HELP);
    }

    @Test
    @Order(3)
    void shouldBeWellAndHaveSaidLittle_whenAllWasTried() {
        scene.assertAliveWithin(2_000);
        List<String> log = scene.loop.complaints();
        assertThat(log)
                .as("lines of the log that are too long")
                .filteredOn(line -> line.length() > LONGEST_LOG_LINE)
                .isEmpty();
        assertThat(log)
                .as("faults of ours in the log")
                .filteredOn(line -> line.contains(" ERROR "))
                .isEmpty();
        for (String secret : List.of(scene.key("sk"), scene.key("pk"), scene.key("whole"), Scene.SECRET_TEXT)) {
            assertThat(String.join("\n", log)).doesNotContain(secret);
        }
        Answer owners = scene.call("GET", "/v1/feedback/{{item}}", "sk", "", Map.of());
        assertThat(owners.body()).as("the owner's item").contains(Scene.SECRET_TEXT);
    }
}
