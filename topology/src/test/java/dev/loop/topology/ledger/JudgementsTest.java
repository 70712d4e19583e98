package dev.loop.topology.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.ReadRevision;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.avro.WordShare;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.schemas.intake.StateTime;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.item.ItemPart;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.schemas.text.FieldError;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.store.Stored;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class JudgementsTest {

    static {
        TrustedRecords.install();
    }

    private static final Instant SAID = Instant.parse("2026-06-01T10:00:00Z");
    private static final String ID = FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, "7");
    private static final Decision UNCHANGED = new Decision.Nothing(CommandOutcome.UNCHANGED);
    private static final Explanation WORDS =
            new Explanation(0.93f, 0.03f, 0.04f, "r1", List.of(new WordShare(13, 16, -0.53f)));

    private long offset;

    @Test
    void shouldJudgeByTheRules_whenAWriterLeavesTheSentimentOut() {
        Feedback item = apply(null, create(c -> c));

        assertThat(item.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
        assertThat(item.getJudgedBy()).contains(JudgedBy.RULES);
        assertThat(item.getJudgedVersion()).contains(SentimentRules.VERSION);
        assertThat(item.getJudgedRevision()).isEqualTo(1);
        assertThat(apply(null, create(c -> c.setMessage("這是什麼"))).getUnsure()).isTrue();
        assertThat(errors(create(c -> c.setJudgedBy(JudgedBy.MODEL).setJudgedVersion("m1"))))
                .containsExactly("judgedBy");
        assertThat(errors(create(c -> c.setJudgedBy(JudgedBy.RULES).setJudgedVersion("r1"))))
                .containsExactly("judgedBy");
        assertThat(errors(create(c -> c.setUnsure(true)))).containsExactly("judgedBy");
    }

    @Test
    void shouldTakeTheModelsWord_whenRulesJudgedBefore() {
        Feedback item = apply(byRules(), judge("m1", 1, j -> j));

        assertThat(item.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
        assertThat(item.getJudgedBy()).contains(JudgedBy.MODEL);
        assertThat(item.getJudgedVersion()).contains("m1");
        assertThat(item.getJudgedRevision()).isEqualTo(2);
        assertThat(item.getSure()).contains(0.93f);
        assertThat(item.getLanguage()).contains("en");
        assertThat(item.getRevision()).isEqualTo(2);
        assertThat(ItemPart.EXPLANATION.read(item.getExplanation().orElseThrow()))
                .isEqualTo(WORDS);
    }

    @Test
    void shouldChangeNothing_whenTheSameVersionJudgesAgain() {
        Feedback item = apply(byRules(), judge("m1", 1, j -> j));

        assertThat(decide(item, judge("m1", 1, j -> j))).isEqualTo(UNCHANGED);
        assertThat(decide(item, judge("m1", 2, j -> j.setSentiment(Sentiment.POSITIVE))))
                .as("the first word of a version stays")
                .isEqualTo(UNCHANGED);
    }

    @Test
    void shouldChangeNothing_whenAnotherJudgedSinceTheItemWasRead() {
        Feedback item = apply(byRules(), judge("m2", 1, j -> j));

        assertThat(decide(item, judge("m1", 1, j -> j))).isEqualTo(UNCHANGED);
        assertThat(apply(item, judge("m3", 2, j -> j)).getJudgedVersion()).contains("m3");
        assertThat(decide(item, judge("m3", 3, j -> j)))
                .as("a revision that the item never had")
                .isEqualTo(new Decision.Nothing(CommandOutcome.CONFLICT));
    }

    @Test
    void shouldTakeIt_whenTheItemWasTaggedSinceItWasRead() {
        Feedback tagged = apply(byRules(), Update.newBuilder().setTag("exports").build());

        assertThat(apply(tagged, judge("m1", 1, j -> j)).getJudgedBy()).contains(JudgedBy.MODEL);
    }

    @Test
    void shouldTakeTheLanguageAlone_whenSomebodySaidTheSentiment() {
        Feedback said = apply(null, create(c -> c.setSentiment(Sentiment.POSITIVE)));

        Feedback item = apply(said, judge("m1", 1, j -> j));

        assertThat(item.getSentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(item.getLanguage()).contains("en");
        assertThat(item.getJudgedBy()).isEmpty();
        assertThat(item.getExplanation()).isEmpty();
        assertThat(decide(item, judge("m1", 2, j -> j))).isEqualTo(UNCHANGED);
        assertThat(decide(said, judge("m1", 1, j -> j.setLanguage(null)))).isEqualTo(UNCHANGED);
    }

    @Test
    void shouldTakeTheFirstVector_whoeverSaidTheSentiment() {
        ByteBuffer vector = ByteBuffer.wrap(new byte[MeaningVector.WIDTH]);
        ByteBuffer other = ByteBuffer.wrap("m".repeat(MeaningVector.WIDTH).getBytes(StandardCharsets.UTF_8));
        Feedback said = apply(null, create(c -> c.setSentiment(Sentiment.POSITIVE)));
        Feedback judgedWithout = apply(byRules(), judge("m1", 1, j -> j));

        Feedback item = apply(said, judge("m1", 1, j -> j.setVector(vector)));
        assertThat(item.getVector()).contains(vector);
        assertThat(item.getSentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(decide(item, judge("m2", 2, j -> j.setVector(other)))).isEqualTo(UNCHANGED);

        Feedback understood =
                apply(judgedWithout, judge("m1", 1, j -> j.setVector(vector).setSentiment(Sentiment.POSITIVE)));
        assertThat(understood.getVector()).contains(vector);
        assertThat(understood.getSentiment())
                .as("the first word of a version stays")
                .isEqualTo(judgedWithout.getSentiment());
        assertThat(errors(judge("m1", 1, j -> j.setVector(ByteBuffer.allocate(3)))))
                .containsExactly("vector");
    }

    @Test
    void shouldBeAPersonsWord_whenTheSentimentIsPatched() {
        Feedback judged = apply(byRules(), judge("m1", 1, j -> j.setUnsure(true)));

        Feedback item = apply(
                judged, Update.newBuilder().setSentiment(Sentiment.NEGATIVE).build());

        assertThat(item.getJudgedBy()).isEmpty();
        assertThat(item.getJudgedVersion()).isEmpty();
        assertThat(item.getUnsure()).isFalse();
        assertThat(item.getSure()).isEmpty();
        assertThat(item.getExplanation()).isEmpty();
        assertThat(item.getRevision()).isEqualTo(3);
        assertThat(decide(item, judge("m2", 3, j -> j))).isEqualTo(UNCHANGED);
    }

    /** What a machine says is no newer state than what the source says afterwards of an earlier time. */
    @Test
    void shouldLeaveTheTimeOfTheState_whenAModelJudges() {
        Feedback item = byRules();
        Instant before = StateTime.of(item);

        Feedback judged = apply(apply(item, judge("m1", 1, j -> j)), judge("m2", 2, j -> j));

        assertThat(judged.getUpdatedAt()).isAfter(item.getUpdatedAt());
        assertThat(StateTime.of(judged)).isEqualTo(before);
        Feedback tagged = apply(judged, Update.newBuilder().setTag("t").build());
        assertThat(StateTime.of(tagged)).isEqualTo(tagged.getUpdatedAt());
        assertThat(StateTime.of(apply(tagged, judge("m3", 4, j -> j)))).isEqualTo(tagged.getUpdatedAt());
    }

    @Test
    void shouldKeepAPersonsWord_whenASourceSendsAStateThatTheRulesJudged() {
        Feedback said = apply(null, create(c -> c.setSentiment(Sentiment.POSITIVE)));

        Feedback item = apply(said, create(c -> judgedByRules(c).setUpdatedAt(SAID.plusSeconds(9))));

        assertThat(item.getRevision()).isEqualTo(2);
        assertThat(item.getSentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(item.getJudgedBy()).isEmpty();
    }

    @Test
    void shouldNameTheField_whenAJudgementIsImpossible() {
        assertThat(errors(judge("m1", 1, j -> j))).isEmpty();
        assertThat(errors(judge("m1", 0, j -> j))).containsExactly("ifRevision");
        assertThat(errors(judge("", 1, j -> j))).containsExactly("version");
        assertThat(errors(judge("m1", 1, j -> j.setSentiment(Sentiment.UNKNOWN))))
                .containsExactly("sentiment");
        assertThat(errors(judge("m1", 1, j -> j.setSure(Float.NaN)))).containsExactly("sure");
        assertThat(errors(judge("m1", 1, j -> j.setLanguage("English")))).containsExactly("language");
        assertThat(errors(judge("m1", 1, j -> j.setExplanation(words(new WordShare(4, 4, 0f))))))
                .containsExactly("explanation.words");
        assertThat(errors(judge(
                        "m1", 1, j -> j.setExplanation(words(new WordShare(4, 9, 0f), new WordShare(8, 10, 0f))))))
                .containsExactly("explanation.words");
    }

    private static Explanation words(WordShare... words) {
        return new Explanation(1f, 0f, 0f, null, List.of(words));
    }

    private static List<String> errors(Object body) {
        return FeedbackRules.check(command(body, 0), SAID.toEpochMilli()).stream()
                .map(FieldError::field)
                .toList();
    }

    private Feedback byRules() {
        return apply(null, create(JudgementsTest::judgedByRules));
    }

    private static Create.Builder judgedByRules(Create.Builder create) {
        return create.setSentiment(Sentiment.NEUTRAL)
                .setJudgedBy(JudgedBy.RULES)
                .setJudgedVersion("r1");
    }

    private static Judge judge(String version, long revision, UnaryOperator<Judge.Builder> change) {
        return change.apply(Judge.newBuilder()
                        .setIfRevision(new ReadRevision(revision))
                        .setSentiment(Sentiment.NEGATIVE)
                        .setSure(0.93f)
                        .setLanguage("en")
                        .setVersion(version)
                        .setExplanation(WORDS))
                .build();
    }

    private static Create create(UnaryOperator<Create.Builder> change) {
        return change.apply(Create.newBuilder()
                        .setUserId("1")
                        .setMessage("Works great, but it crashes")
                        .setCreatedAt(SAID)
                        .setExternalId("7"))
                .build();
    }

    private static FeedbackCommand command(Object body, long offset) {
        return new FeedbackCommand(ID, "default", SAID.plusSeconds(offset), "analyst", null, body);
    }

    private Decision decide(Feedback item, Object body) {
        Stored stored = item == null ? Stored.ABSENT : new Stored.Present(item);
        return Decision.of(command(body, offset), stored, offset++, Optional::empty, ProjectRules.SHIPPED);
    }

    private Feedback apply(Feedback item, Object body) {
        return decide(item, body) instanceof Decision.Keep keep ? keep.after() : item;
    }
}
