package dev.loop.topology;

import static dev.loop.topology.Commands.command;
import static dev.loop.topology.Commands.create;
import static dev.loop.topology.Commands.id;
import static dev.loop.topology.Commands.update;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.DeadLetterHeaders;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that are written past the API meet the same rules, and the dead letter names the field. */
class InvalidCommandsTest {

    private static final String ID = id("one");
    private static final Instant NOW = FeedbackDriver.START;

    @TempDir
    static Path directory;

    /** One for all: what is refused leaves nothing behind. */
    private static FeedbackDriver driver;

    @BeforeAll
    static void open() {
        driver = new FeedbackDriver(directory);
    }

    @AfterAll
    static void close() {
        driver.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void shouldNameTheField_whenAValueIsImpossible(String field, FeedbackCommand command) {
        Map<String, String> headers = DeadLettersTest.assertRefused(
                driver, command.getId().getBytes(UTF_8), driver.encode(command), "invalid");

        assertThat(headers.get(DeadLetterHeaders.DETAIL)).startsWith(field + " ");
    }

    static Stream<Arguments> invalid() {
        Instant never = Instant.ofEpochMilli(Long.MAX_VALUE);
        Instant before = Instant.ofEpochMilli(Long.MIN_VALUE);
        return Stream.of(
                Arguments.of("id", create("fb_1", NOW)),
                Arguments.of("id", create("", NOW)),
                Arguments.of("project", with(c -> c.setProject(""))),
                Arguments.of("project", with(c -> c.setProject("x".repeat(101)))),
                Arguments.of("at", with(c -> c.setAt(NOW.plus(Duration.ofMinutes(6))))),
                Arguments.of("at", with(c -> c.setAt(never))),
                Arguments.of("at", with(c -> c.setAt(before))),
                Arguments.of("actor", with(c -> c.setActor("a\nb"))),
                Arguments.of("reason", with(c -> c.setReason("x".repeat(501)))),
                Arguments.of("user.id", said(c -> c.setUserId(""))),
                Arguments.of("message", said(c -> c.setMessage("x".repeat(20_001)))),
                Arguments.of("message", said(c -> c.setMessage("a\0b"))),
                Arguments.of("sentiment", said(c -> c.setSentiment(Sentiment.UNKNOWN))),
                Arguments.of("source", said(c -> c.setSource(""))),
                Arguments.of("tag", said(c -> c.setTag(" exports"))),
                Arguments.of("tag", said(c -> c.setTag("x".repeat(100_000)))),
                Arguments.of("plan", said(c -> c.setPlan("a\tb"))),
                Arguments.of("status", said(c -> c.setStatus(Status.UNKNOWN))),
                Arguments.of("createdAt", said(c -> c.setCreatedAt(Instant.parse("2099-01-01T00:00:00Z")))),
                Arguments.of("createdAt", said(c -> c.setCreatedAt(Instant.parse("1970-01-20T00:00:00Z")))),
                Arguments.of("createdAt", said(c -> c.setCreatedAt(never))),
                Arguments.of("createdAt", said(c -> c.setCreatedAt(before))),
                Arguments.of(
                        "resolvedAt", said(c -> c.setStatus(Status.RESOLVED).setResolvedAt(NOW.minusMillis(1)))),
                Arguments.of(
                        "resolvedAt", said(c -> c.setStatus(Status.RESOLVED).setResolvedAt(never))),
                Arguments.of(
                        "resolvedAt", said(c -> c.setStatus(Status.RESOLVED).setResolvedAt(before))),
                Arguments.of("resolvedAt", said(c -> c.setResolvedAt(NOW))),
                Arguments.of("externalId", said(c -> c.setExternalId("x".repeat(256)))),
                Arguments.of("metadata", said(c -> c.setMetadata(entries(33)))),
                Arguments.of("metadata", said(c -> c.setMetadata(Map.of("", "x")))),
                Arguments.of("metadata.k", said(c -> c.setMetadata(Map.of("k", "x".repeat(1025))))),
                Arguments.of("", command(ID, NOW, Update.newBuilder().build())),
                Arguments.of("status", update(ID, NOW, u -> u.setStatus(Status.UNKNOWN))),
                Arguments.of("sentiment", update(ID, NOW, u -> u.setSentiment(Sentiment.UNKNOWN))),
                Arguments.of("tag", update(ID, NOW, u -> u.setTag("x".repeat(101)))),
                Arguments.of("plan", update(ID, NOW, u -> u.setPlan("a\0"))),
                Arguments.of("ifRevision", update(ID, NOW, u -> u.setTag("x").setIfRevision(0L))),
                Arguments.of("ifRevision", command(ID, NOW, new Erase(-1L))));
    }

    private static FeedbackCommand with(UnaryOperator<FeedbackCommand.Builder> change) {
        return change.apply(FeedbackCommand.newBuilder(create(ID, NOW))).build();
    }

    private static FeedbackCommand said(UnaryOperator<Create.Builder> change) {
        return create(ID, NOW, change);
    }

    private static Map<String, String> entries(int count) {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("k" + i, "v");
        }
        return entries;
    }
}
