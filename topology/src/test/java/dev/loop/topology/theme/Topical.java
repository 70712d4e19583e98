package dev.loop.topology.theme;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Made-up messages of a few topics, with vectors like those of an encoder: much in common, and something of their own. */
final class Topical {

    static {
        TrustedRecords.install();
    }

    static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    static final List<String> TOPICS = List.of(
            "luggage lost at the airport",
            "waiting on hold for hours",
            "password reset mail missing",
            "export hangs with spreadsheets",
            "invoice shows wrong currency",
            "dark theme hurts the eyes");

    private final Random random;
    private final double[] common = new double[MeaningVector.WIDTH];
    private final double[][] topics = new double[TOPICS.size()][];

    Topical(long seed) {
        this.random = new Random(seed);
        fill(common, 1.5);
        for (int topic = 0; topic < topics.length; topic++) {
            topics[topic] = new double[MeaningVector.WIDTH];
            fill(topics[topic], 1);
        }
    }

    private void fill(double[] vector, double length) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] = random.nextGaussian() * length / Math.sqrt(vector.length);
        }
    }

    byte[] vector(int topic) {
        double[] vector = new double[MeaningVector.WIDTH];
        fill(vector, 0.7);
        for (int i = 0; i < vector.length; i++) {
            vector[i] += common[i] + topics[topic][i];
        }
        return MeaningVector.bytes(vector).array();
    }

    /** Returns a vector that is like no other. */
    byte[] alone() {
        double[] vector = new double[MeaningVector.WIDTH];
        fill(vector, 1);
        for (int i = 0; i < vector.length; i++) {
            vector[i] += common[i];
        }
        return MeaningVector.bytes(vector).array();
    }

    Feedback item(int number, int topic) {
        return item("fb_" + number, "u" + number, TOPICS.get(topic) + " number" + number, vector(topic));
    }

    static Feedback item(String id, String user, String message, byte @Nullable [] vector) {
        return Feedback.newBuilder()
                .setId(id)
                .setProject("default")
                .setUserId(user)
                .setMessage(message)
                .setSentiment(Sentiment.NEGATIVE)
                .setStatus(Status.OPEN)
                .setCreatedAt(START)
                .setReceivedAt(START)
                .setUpdatedAt(START)
                .setLanguage("en")
                .setRevision(1)
                .setVector(vector == null ? null : ByteBuffer.wrap(vector))
                .build();
    }
}
