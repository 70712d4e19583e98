package dev.loop.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.control.InMemoryTable;
import dev.loop.api.release.ReleaseBook;
import dev.loop.connectors.log.Place;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Release;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final InMemoryTable<Release> releases = new InMemoryTable<>();

    @Test
    void shouldLeaveReleasesWhereTheyAre_whenPlayedAgainLater() {
        play(NOW);
        Map<String, Release> first = releases.all();
        assertThat(first.keySet()).containsExactlyInAnyOrder("default/2.0", "default/2.1", "default/2.2");
        assertThat(first.values())
                .allSatisfy(
                        release -> assertThat(release.getReleasedAt()).isBetween(NOW.minus(Duration.ofDays(90)), NOW));

        play(NOW.plus(Duration.ofDays(3)));
        assertThat(releases.all()).isEqualTo(first);
    }

    private void play(Instant now) {
        long[] offset = {0};
        new Demo(
                        command -> CompletableFuture.completedFuture(new Place(0, offset[0]++)),
                        account -> CompletableFuture.completedFuture(null),
                        new ReleaseBook(releases),
                        nothingIsAsked(),
                        Clock.fixed(now, ZoneOffset.UTC))
                .play("default");
    }

    /** Only ever waited for. */
    private static Questions nothingIsAsked() {
        return (Questions) Proxy.newProxyInstance(
                DemoTest.class.getClassLoader(), new Class<?>[] {Questions.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("await");
                    return null;
                });
    }
}
