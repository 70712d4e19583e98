package dev.loop.topology.tag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.TagReplaces;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.item.MeaningVector;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagRuleDirectoryTest {

    private static final Instant AT = Instant.parse("2026-06-01T12:00:00Z");

    private final TagRuleDirectory rules = new TagRuleDirectory();

    @ParameterizedTest
    @CsvSource({
        "export slow, true",
        "exporting, true",
        "\"export slow\", false",
        "export -slow, false",
        "import | slow, true",
        "exprot~, true"
    })
    void shouldReadWordsAsASearchDoes_whenARuleHasAQuery(String query, boolean takes) {
        assertThat(takes(rule -> rule.setQuery(query), item -> item)).isEqualTo(takes);
    }

    @Test
    void shouldTakeOneOfTheValues_whenAConditionListsSeveral() {
        assertThat(takes(rule -> rule.setSources(List.of("twitter", "zendesk")), item -> item))
                .isTrue();
        assertThat(takes(rule -> rule.setSources(List.of("twitter")), item -> item))
                .isFalse();
        assertThat(takes(rule -> rule.setPlans(List.of("")), item -> item)).isTrue();
        assertThat(takes(rule -> rule.setPlans(List.of("")), item -> item.setPlan("scale")))
                .isFalse();
        assertThat(takes(rule -> rule.setLanguages(List.of("en")), item -> item.setLanguage("en")))
                .isTrue();
        assertThat(takes(rule -> rule.setLanguages(List.of("en")), item -> item))
                .isFalse();
        assertThat(takes(rule -> rule.setSentiments(List.of(Sentiment.NEGATIVE)), item -> item))
                .isTrue();
        assertThat(takes(rule -> rule.setSentiments(List.of(Sentiment.POSITIVE)), item -> item))
                .isFalse();
    }

    @Test
    void shouldWantAllConditions_whenARuleHasSeveral() {
        assertThat(takes(rule -> rule.setQuery("export").setSources(List.of("twitter")), item -> item))
                .isFalse();
        assertThat(takes(rule -> rule.setQuery("export").setSources(List.of("zendesk")), item -> item))
                .isTrue();
    }

    @Test
    void shouldGoByTheCosine_whenARuleIsAboutMeaning() {
        UnaryOperator<TagRule.Builder> like =
                rule -> rule.setLikeText("slow").setLikeVector(vector(1, 0)).setAtLeast(0.7);

        assertThat(takes(like, item -> item.setVector(vector(1, 0.9)))).isTrue();
        assertThat(takes(like, item -> item.setVector(vector(1, 1.1)))).isFalse();
        assertThat(takes(like, item -> item)).isFalse();
        assertThat(takes(rule -> like.apply(rule).setLikeVector(null), item -> item.setVector(vector(1, 0))))
                .as("a rule whose item was erased")
                .isFalse();
    }

    @Test
    void shouldLeaveAnItem_whenTheRuleMayNotReplaceItsTag() {
        put("a", rule -> rule);
        assertThat(tag(item -> item)).contains("exports");
        assertThat(tag(item -> item.setTag("billing"))).isEmpty();

        put("a", rule -> rule.setReplaces(TagReplaces.LISTED).setReplaced(List.of("billing", "")));
        assertThat(tag(item -> item)).contains("exports");
        assertThat(tag(item -> item.setTag("billing"))).contains("exports");
        assertThat(tag(item -> item.setTag("other"))).isEmpty();

        put("a", rule -> rule.setReplaces(TagReplaces.ANY));
        assertThat(tag(item -> item.setTag("other"))).contains("exports");

        put("a", rule -> rule.setReplaces(TagReplaces.UNKNOWN));
        assertThat(tag(item -> item)).as("a rule of a newer program").isEmpty();
    }

    @Test
    void shouldAskInTheOrderOfNames_whenSeveralRulesTakeAnItem() {
        put("b", rule -> rule.setTag("second"));
        put("c", rule -> rule.setTag("third"));
        put("a", rule -> rule.setTag("first").setOn(false));
        assertThat(tag(item -> item)).contains("second");

        put("a", rule -> rule.setTag("first"));
        assertThat(tag(item -> item)).contains("first");

        rules.put("default", "a", null);
        rules.put("default", "b", null);
        assertThat(tag(item -> item)).contains("third");
        assertThat(tag(item -> item.setProject("other"))).isEmpty();
    }

    @Test
    void shouldNotInsist_whenARuleTookTheItemBefore() {
        put("a", rule -> rule.setLikeText("slow").setLikeVector(vector(1, 0)).setAtLeast(0.7));
        Feedback before = item(item -> item);
        Feedback read = item(item -> item.setVector(vector(1, 0)));

        assertThat(rules.of(before, read)).isPresent();
        assertThat(rules.of(read, item(item -> item.setVector(vector(1, 0)).setLanguage("en"))))
                .isEmpty();
    }

    private boolean takes(UnaryOperator<TagRule.Builder> rule, UnaryOperator<Feedback.Builder> item) {
        return new ReadyRule(rule.apply(usual("a")).build()).takes(item(item));
    }

    private void put(String name, UnaryOperator<TagRule.Builder> change) {
        rules.put("default", name, change.apply(usual(name)).build());
    }

    private Optional<String> tag(UnaryOperator<Feedback.Builder> change) {
        return rules.of(null, item(change)).map(TagRule::getTag);
    }

    private static TagRule.Builder usual(String name) {
        return TagRule.newBuilder()
                .setProject("default")
                .setName(name)
                .setVersion("0f3a91b2c4d5")
                .setTag("exports")
                .setReplaces(TagReplaces.UNTAGGED)
                .setOn(true)
                .setCreatedAt(AT)
                .setUpdatedAt(AT);
    }

    private static Feedback item(UnaryOperator<Feedback.Builder> change) {
        return change.apply(Feedback.newBuilder()
                        .setId("fb_1")
                        .setProject("default")
                        .setUserId("u1")
                        .setMessage("The exports are terribly slow")
                        .setSentiment(Sentiment.NEGATIVE)
                        .setSource("zendesk")
                        .setStatus(Status.OPEN)
                        .setCreatedAt(AT)
                        .setReceivedAt(AT)
                        .setUpdatedAt(AT)
                        .setRevision(1))
                .build();
    }

    /** A vector with only its first two numbers. */
    private static ByteBuffer vector(double first, double second) {
        byte[] bytes = new byte[MeaningVector.WIDTH];
        double scale = 100 / Math.max(Math.abs(first), Math.abs(second));
        bytes[0] = (byte) Math.round(first * scale);
        bytes[1] = (byte) Math.round(second * scale);
        return ByteBuffer.wrap(bytes);
    }
}
