package dev.loop.topology;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Items from a seed: with all, some or none of what is optional, and with text that is not ASCII. */
public final class RandomItems {

    static {
        TrustedRecords.install();
    }

    private static final List<String> TEXTS =
            List.of("", "a", "exports", "größe", "日本語", "\uD83D\uDE00 emoji", "line\nbreak", "x".repeat(300));

    private final Random random;
    private int made;

    public RandomItems(Random random) {
        this.random = random;
    }

    /** Anything that the schema can hold. */
    public Feedback any() {
        Feedback item = unjudged();
        if (random.nextBoolean()) {
            return item;
        }
        int optional = random.nextInt(3);
        return Feedback.newBuilder(item)
                .setJudgedBy(JudgedBy.values()[random.nextInt(2)])
                .setJudgedVersion(perhaps(optional))
                .setJudgedRevision(random.nextLong())
                .setUnsure(random.nextBoolean())
                .setSure(present(optional) ? random.nextFloat() : null)
                .setLanguage(perhaps(optional))
                .setChangedAt(present(optional) ? time() : null)
                .setTaggedBy(perhaps(optional))
                .setPersonWord(present(optional) ? ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8)) : null)
                .setTheme(perhaps(optional))
                .setVector(present(optional) ? ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8)) : null)
                .setExplanation(present(optional) ? ByteBuffer.wrap(text().getBytes(StandardCharsets.UTF_8)) : null)
                .build();
    }

    /** Anything that the schema could hold before sentiments were judged. */
    public Feedback unjudged() {
        int optional = random.nextInt(3);
        boolean resolved = random.nextBoolean();
        Instant createdAt = time();
        return Feedback.newBuilder()
                .setId(id(made++))
                .setProject(text())
                .setUserId(text())
                .setMessage(text())
                .setSentiment(Sentiment.values()[random.nextInt(3)])
                .setSource(perhaps(optional))
                .setTag(perhaps(optional))
                .setPlan(perhaps(optional))
                .setStatus(resolved ? Status.RESOLVED : Status.OPEN)
                .setCreatedAt(createdAt)
                .setReceivedAt(time())
                .setUpdatedAt(time())
                .setResolvedAt(resolved ? time() : null)
                .setExternalId(perhaps(optional))
                .setMetadata(metadata())
                .setConsent(present(optional) ? random.nextBoolean() : null)
                .setRevision(random.nextBoolean() ? random.nextLong() : 1)
                .setCommandOffset(random.nextBoolean() ? random.nextLong() : -1)
                .build();
    }

    /** One that counts in a series of its own number. */
    public Feedback inSeries(String project, int series, Instant createdAt) {
        boolean resolved = random.nextInt(3) == 0;
        return Feedback.newBuilder()
                .setId(id(made++))
                .setProject(project)
                .setUserId("u" + random.nextInt(5))
                .setMessage("m")
                .setSentiment(Sentiment.values()[random.nextInt(3)])
                .setSource(series % 3 == 0 ? null : "source" + series % 3)
                .setTag(series % 7 == 0 ? null : "tag" + series)
                .setPlan(series % 5 == 0 ? null : "plan" + series % 5)
                .setStatus(resolved ? Status.RESOLVED : Status.OPEN)
                .setCreatedAt(createdAt)
                .setReceivedAt(createdAt)
                .setUpdatedAt(createdAt)
                .setResolvedAt(resolved ? createdAt.plusMillis(random.nextInt(1_000_000_000)) : null)
                .setExternalId(null)
                .setMetadata(Map.of())
                .setConsent(null)
                .setRevision(1)
                .setCommandOffset(made)
                .build();
    }

    /** The id of the item that was made so many items ago. */
    public static String id(int number) {
        return FeedbackId.derived("p", FeedbackId.Kind.EXTERNAL_ID, Integer.toString(number));
    }

    private Instant time() {
        return Instant.ofEpochMilli(
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong();
                    case 1 -> -random.nextInt();
                    default -> 1_700_000_000_000L + random.nextInt();
                });
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            metadata.put(text() + i, text());
        }
        return metadata;
    }

    private @Nullable String perhaps(int optional) {
        return present(optional) ? text() : null;
    }

    private boolean present(int optional) {
        return optional == 1 || optional == 2 && random.nextBoolean();
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
