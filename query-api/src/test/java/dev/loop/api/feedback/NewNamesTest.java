package dev.loop.api.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.http.Scope;
import dev.loop.api.key.Caller;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.Taken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A key from a page may bring a limited number of new names a day, and no item is lost beyond that. */
class NewNamesTest {

    private static final Caller PAGE = new Caller("key_1", "page", "default", Set.of(Scope.FEEDBACK_CREATE.word()));
    private static final Caller OTHER_PAGE =
            new Caller("key_2", "page", "default", Set.of(Scope.FEEDBACK_CREATE.word()));
    private static final Caller SERVER = new Caller("key_3", "server", "default", Set.of(Scope.EVERY));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-07-01T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final NewNames names =
            new NewNames(new NewNames.Limits(3, 4), (project, tag) -> tag.equals("exports"), clock, meters);

    @Test
    void shouldCountUnderOneName_whenAKeyBringsMoreTagsThanItMayInADay() {
        for (int tag = 0; tag < 3; tag++) {
            assertThat(tag(send(PAGE, "tag " + tag, ""))).isEqualTo("tag " + tag);
        }
        Create beyond = send(PAGE, "tag 3", "\"page\":\"/\"");

        assertThat(tag(beyond)).isEqualTo("(other)");
        assertThat(beyond.getMetadata()).isEqualTo(Map.of("page", "/", "loop.sentTag", "tag 3"));
        assertThat(tag(send(PAGE, "tag 1", ""))).as("one of today").isEqualTo("tag 1");
        assertThat(tag(send(PAGE, "exports", ""))).as("one that there is").isEqualTo("exports");
        assertThat(send(PAGE, null, "").getTag()).isEmpty();
        assertThat(tag(send(OTHER_PAGE, "tag 3", ""))).as("of another key").isEqualTo("tag 3");
        assertThat(tag(send(SERVER, "tag 4", ""))).as("of a secret key").isEqualTo("tag 4");
        assertThat(meters.get("loop.intake.names.other")
                        .tag("name", "tag")
                        .counter()
                        .count())
                .isEqualTo(1);

        now = now.plus(Duration.ofDays(1));
        assertThat(tag(send(PAGE, "tag 3", ""))).isEqualTo("tag 3");
    }

    @Test
    void shouldKeepKeyAndValueUnderNumbers_whenAKeyBringsMoreKeysOfMetadataThanItMayInADay() {
        assertThat(send(PAGE, null, "\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"").getMetadata())
                .containsOnlyKeys("a", "b", "c");
        assertThat(send(PAGE, null, "\"c\":\"3\",\"d\":\"4\",\"e\":\"5\",\"f\":\"6\"")
                        .getMetadata())
                .isEqualTo(Map.of(
                        "c", "3",
                        "d", "4",
                        "loop.sentKey.1", "e",
                        "loop.sentValue.1", "5",
                        "loop.sentKey.2", "f",
                        "loop.sentValue.2", "6"));

        now = now.plus(Duration.ofDays(1));
        assertThat(send(PAGE, null, "\"a\":\"1\",\"e\":\"5\"").getMetadata()).containsOnlyKeys("a", "e");
    }

    @Test
    void shouldStayWhatTheLedgerTakes_whenAnItemIsFullOfNewNames() {
        for (int tag = 0; tag < 3; tag++) {
            send(PAGE, "tag " + tag, "");
        }
        String full = IntStream.range(0, FeedbackRules.METADATA_ENTRIES)
                .mapToObj(i -> "\"key " + i + "\":\"" + "v".repeat(FeedbackRules.METADATA_VALUE_LENGTH) + "\"")
                .collect(Collectors.joining(","));

        Taken taken = take(PAGE, "tag 9", full);

        var command = ((Taken.Accepted) taken).command();
        assertThat(((Create) command.getBody()).getMetadata()).hasSize(4 + 2 * 28 + 1);
        assertThat(FeedbackRules.check(command, now.toEpochMilli())).isEmpty();
    }

    @Test
    void shouldNotTakeWhatASenderCallsLikeOurs_forOurs() {
        Create made = send(PAGE, null, "\"loop.sentTag\":\"mine\"");
        assertThat(made.getMetadata()).isEqualTo(Map.of("loop.sentKey.1", "loop.sentTag", "loop.sentValue.1", "mine"));
    }

    private static String tag(Create create) {
        return create.getTag().orElseThrow();
    }

    private Create send(Caller caller, @org.jspecify.annotations.Nullable String tag, String metadata) {
        return (Create) ((Taken.Accepted) take(caller, tag, metadata)).command().getBody();
    }

    private Taken take(Caller caller, @org.jspecify.annotations.Nullable String tag, String metadata) {
        String json = "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"negative\""
                + (tag == null ? "" : ",\"tag\":\"" + tag + "\"") + ",\"metadata\":{" + metadata + "}}";
        try (var parser = Intake.JSON.createParser(json)) {
            return names.of(
                    caller,
                    new Intake(clock).create(parser, new Origin("default", Optional.empty(), Optional.empty())));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
