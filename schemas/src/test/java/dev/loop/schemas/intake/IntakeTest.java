package dev.loop.schemas.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final String ITEM = "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"%s}";

    private final Intake intake = new Intake(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldNameTheItemByExternalIdBeforeTheKey_whenBothAreGiven() throws IOException {
        String external = ITEM.formatted(",\"externalId\":\"e\"");
        assertThat(id(external, "k1")).isEqualTo(id(external, "k2")).isEqualTo(id(external, null));
        assertThat(id(ITEM.formatted(""), "k1")).isEqualTo(id(ITEM.formatted(""), "k1"));
        assertThat(id(ITEM.formatted(""), "k1")).isNotEqualTo(id(ITEM.formatted(""), "k2"));
        assertThat(id(ITEM.formatted(""), "e")).isNotEqualTo(id(external, null));
        assertThat(id(ITEM.formatted(""), null)).isNotEqualTo(id(ITEM.formatted(""), null));
    }

    @Test
    void shouldDeriveTheSameIdForEver_whenTheNameIsTheSame() {
        // Never change this: items would be taken in twice.
        assertThat(FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, "1001"))
                .isEqualTo(EXPECTED);
        assertThat(FeedbackId.derived("ab", FeedbackId.Kind.EXTERNAL_ID, "c"))
                .isNotEqualTo(FeedbackId.derived("a", FeedbackId.Kind.EXTERNAL_ID, "bc"));
    }

    private static final String EXPECTED = "fb_bg7tt0vkg01w9mzqpp3vagxrzg";

    @Test
    void shouldNeverRepeat_whenRandom() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            String id = FeedbackId.random();
            assertThat(FeedbackId.isValid(id)).isTrue();
            assertThat(ids.add(id)).isTrue();
        }
        assertThat(FeedbackId.isValid("fb_0000000000000000000000000i")).isFalse();
    }

    @Test
    void shouldStandByDefaults_whenFieldsAreAbsent() throws IOException {
        var create = (Create) take(ITEM.formatted(""), null).getBody();
        assertThat(create.getCreatedAt()).isEqualTo(NOW);
        assertThat(create.getTag()).isEmpty();
        assertThat(create.getMetadata()).isEmpty();
    }

    /** Damaged input gives an item, errors or a syntax error, and nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverFailOtherwise_whenInputIsDamaged(long seed) throws IOException {
        var random = new Random(seed);
        byte[] whole = ITEM.formatted(
                        ",\"tag\":\"é😀\",\"metadata\":{\"a\":[1,{\"b\":null}]},\"createdAt\":\"2026-06-19T14:02:11Z\"")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = whole.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextBoolean() ? damaged.length : random.nextInt(damaged.length);
            try (JsonParser parser = Intake.JSON.createParser(damaged, 0, length)) {
                Taken taken = intake.create(parser, new Origin("default", Optional.empty(), Optional.empty()));
                if (taken instanceof Taken.Refused refused) {
                    assertThat(refused.errors()).as("seed %d", seed).isNotEmpty();
                }
            } catch (JsonProcessingException | java.io.CharConversionException expected) {
                // The text is no JSON any more.
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void shouldReadAndWriteTimesAsTheLibraryDoes_whenAny(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long millis = Instant.parse("1999-01-01T00:00:00Z").toEpochMilli() + random.nextLong(2_000_000_000_000L);
            if (random.nextBoolean()) {
                millis -= millis % 1_000;
            }
            String text = Rfc3339.format(millis);
            assertThat(OffsetDateTime.parse(text).toInstant().toEpochMilli())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(millis);
            assertThat(Rfc3339.parse(text)).as("seed %d: %s", seed, text).hasValue(millis);
            assertThat(text).doesNotMatch(".*\\.\\d*0Z");
            String offset =
                    Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofHours(5)).toString();
            if (offset.length() > 22) {
                assertThat(Rfc3339.parse(offset)).hasValue(millis);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-06-19",
                "2026-06-19T14:02:11",
                "2026-06-19 14:02:11Z",
                "2026-13-19T14:02:11Z",
                "2026-02-29T00:00:00Z",
                "2026-06-19T24:00:00Z",
                "2026-06-19T14:60:00Z",
                "2026-06-19T14:02:11.Z",
                "+12026-06-19T14:02:11Z",
                "1782000000"
            })
    void shouldRefuse_whenATextIsNoTime(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @Test
    void shouldFindWhatWasMeant_whenANameIsMisspelt() {
        List<String> known = List.of("createdAt", "externalId", "tag", "plan");
        assertThat(Nearest.to("created_at", known)).contains("createdAt");
        assertThat(Nearest.to("tga", known)).contains("tag");
        assertThat(Nearest.to("colour", known)).isEmpty();
        assertThat(Nearest.to("x".repeat(100_000), known)).isEmpty();
    }

    private String id(String json, @org.jspecify.annotations.Nullable String key) throws IOException {
        return take(json, key).getId();
    }

    private FeedbackCommand take(String json, @org.jspecify.annotations.Nullable String key) throws IOException {
        try (JsonParser parser = Intake.JSON.createParser(json.getBytes(StandardCharsets.UTF_8))) {
            Taken taken = intake.create(parser, new Origin("default", Optional.empty(), Optional.ofNullable(key)));
            return ((Taken.Accepted) taken).command();
        }
    }
}
