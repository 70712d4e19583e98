package dev.loop.connectors.analyst;

import dev.loop.connectors.analyst.EncodedText.Part;
import dev.loop.connectors.analyst.EncodedText.Piece;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Items, and what an encoder and rules say of them, without either. */
final class Texts {

    static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    /** Rules that say nothing. */
    static final RulesNumbers SILENT_RULES = new RulesNumbers() {
        @Override
        public String version() {
            return "r0";
        }

        @Override
        public Read read(String message) {
            return new Read(Sentiment.NEUTRAL, new double[COUNT]);
        }
    };

    /** Returns a text whose vector is all in its first number, so that the first weight is the model's whole opinion. */
    static EncodedText encoded(String text, String language, boolean unknown) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (String word : text.split(" ")) {
            pieces.add(new Piece(at, at + word.length(), unknown, false));
            at += word.length() + 1;
        }
        float[][] vectors = new float[pieces.size() + 2][EncodedText.WIDTH];
        for (float[] vector : vectors) {
            vector[0] = 1;
        }
        return new EncodedText(language, List.of(new Part(pieces, vectors)));
    }

    /** Returns a model that gives these chances, whatever the text. */
    static SentimentModel saying(double negative, double neutral, double positive) {
        float[][] weights = new float[3][SentimentModel.FEATURES];
        weights[0][0] = (float) Math.log(negative);
        weights[1][0] = (float) Math.log(neutral);
        weights[2][0] = (float) Math.log(positive);
        return new SentimentModel("m0", weights);
    }

    static Feedback item(String id, String message, Sentiment sentiment) {
        return Feedback.newBuilder()
                .setId(id)
                .setProject("default")
                .setUserId("u1")
                .setMessage(message)
                .setSentiment(sentiment)
                .setStatus(Status.OPEN)
                .setCreatedAt(NOON)
                .setReceivedAt(NOON)
                .setUpdatedAt(NOON)
                .setMetadata(Map.of())
                .setRevision(1)
                .setJudgedBy(JudgedBy.RULES)
                .setJudgedVersion("r0")
                .setJudgedRevision(1)
                .build();
    }

    static FeedbackChange created(Feedback item) {
        return FeedbackChange.newBuilder()
                .setEventId("evt_" + item.getId())
                .setType(ChangeType.CREATED)
                .setId(item.getId())
                .setProject(item.getProject())
                .setRevision(item.getRevision())
                .setAt(NOON)
                .setAfter(item)
                .build();
    }

    private Texts() {}
}
