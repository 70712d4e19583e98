package dev.loop.schemas.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.text.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields that a sender may give and that become others: an age, a rating, several tags, more of the user. */
class FoldedFieldsTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final String FELT = "\"sentiment\":\"neutral\",";

    private final Intake intake = new Intake(
            Clock.fixed(NOW, ZoneOffset.UTC),
            project -> Optional.of(KEPT),
            UserProof.NONE,
            ProjectMasks.of(dev.loop.schemas.mask.Masking.usual()),
            ProjectRules.SHIPPED);

    private static final Duration KEPT = Duration.ofDays(5);

    @Test
    void shouldDateTheItemByTheServersClock_whenItsAgeIsGiven() throws IOException {
        assertThat(item(FELT + "'ageSeconds':90").getCreatedAt()).isEqualTo(NOW.minusSeconds(90));
        assertThat(item(FELT + "'ageSeconds':0").getCreatedAt()).isEqualTo(NOW);
        assertThat(item(FELT + "'ageSeconds':90.0").getCreatedAt()).isEqualTo(NOW.minusSeconds(90));
        assertThat(item(FELT + "'ageSeconds':null").getCreatedAt()).isEqualTo(NOW);
        assertThat(item(FELT + "'ageSeconds':null,'createdAt':'2026-06-30T00:00:00Z'")
                        .getCreatedAt())
                .isEqualTo("2026-06-30T00:00:00Z");
    }

    @Test
    void shouldSayWhatToSend_whenAnAgeCannotBe() throws IOException {
        for (String age : List.of("-1", "604801", "1.5", "1e400", "\"90\"", "true", "[1]", "{\"a\":1}")) {
            assertThat(errors(FELT + "'ageSeconds':" + age))
                    .as(age)
                    .singleElement()
                    .satisfies(error -> {
                        assertThat(error.field()).isEqualTo("ageSeconds");
                        assertThat(error.remedy()).contains("from 0 to 604,800");
                    });
        }
        assertThat(errors(FELT + "'ageSeconds':5,'createdAt':'2026-06-30T00:00:00Z'"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo("ageSeconds");
                    assertThat(error.problem()).contains("createdAt");
                });
        assertThat(fields(FELT + "'ageSeconds':5,'ageSeconds':6")).containsExactly("ageSeconds");
        assertThat(fields(FELT + "'ageSeconds':" + (KEPT.toSeconds() + 1)))
                .as("older than the project keeps items")
                .containsExactly("ageSeconds");
    }

    @ParameterizedTest
    @CsvSource({
        "1,5,NEGATIVE",
        "2,5,NEGATIVE",
        "3,5,NEUTRAL",
        "4,5,POSITIVE",
        "5,5,POSITIVE",
        "0,10,NEGATIVE",
        "6,10,NEGATIVE",
        "7,10,NEUTRAL",
        "8,10,NEUTRAL",
        "9,10,POSITIVE",
        "10,10,POSITIVE",
    })
    void shouldFollowFromTheRating_whenNoSentimentIsGiven(String value, String of, Sentiment sentiment)
            throws IOException {
        Create item = item("'rating':{'of':" + of + ",'value':" + value + "}");
        assertThat(item.getSentiment()).contains(sentiment);
        assertThat(item.getMetadata()).containsExactlyInAnyOrderEntriesOf(Map.of("rating", value, "rating.of", of));
    }

    @Test
    void shouldStand_whenASentimentIsGivenBesideTheRating() throws IOException {
        Create item = item("'rating':{'value':1,'of':5},'sentiment':'positive'");
        assertThat(item.getSentiment()).contains(Sentiment.POSITIVE);
        assertThat(item.getMetadata()).containsEntry("rating", "1");
        assertThat(item("'rating':null," + FELT + "'tag':'a'").getMetadata()).isEmpty();
    }

    @Test
    void shouldNameTheRatingAlone_whenItCannotBe() throws IOException {
        assertThat(fields("'rating':4")).containsExactly("rating");
        assertThat(fields("'rating':{}")).containsExactly("rating.value", "rating.of");
        assertThat(fields("'rating':{'value':4}")).containsExactly("rating.of");
        assertThat(fields("'rating':{'value':'4','of':5}")).containsExactly("rating.value");
        assertThat(fields("'rating':{'value':[4],'of':5}")).containsExactly("rating.value");
        assertThat(fields("'rating':{'value':4,'of':7}")).containsExactly("rating.of");
        assertThat(fields("'rating':{'value':0,'of':5}")).containsExactly("rating.value");
        assertThat(fields("'rating':{'value':6,'of':5}")).containsExactly("rating.value");
        assertThat(fields("'rating':{'value':3.5,'of':5}")).containsExactly("rating.value");
        assertThat(fields("'rating':{'value':4,'of':5,'outOf':5}")).containsExactly("rating.outOf");
        assertThat(fields("'rating':{'value':4,'value':5,'of':5}")).containsExactly("rating.value");
        assertThat(fields("'rating':{'value':4,'of':5},'rating':{'value':5,'of':5}"))
                .containsExactly("rating");
    }

    @Test
    void shouldBeJudgedByTheRules_whenNeitherSentimentNorRatingIsGiven() throws IOException {
        for (String fields : List.of("'tag':'a'", "'sentiment':null", "'rating':null")) {
            Create item = item(fields);
            assertThat(item.getSentiment()).as(fields).contains(Sentiment.NEUTRAL);
            assertThat(item.getJudgedBy()).contains(JudgedBy.RULES);
            assertThat(item.getJudgedVersion()).contains(SentimentRules.VERSION);
        }
        assertThat(item(FELT + "'tag':'a'").getJudgedBy()).isEmpty();
        assertThat(item("'rating':{'value':4,'of':5}").getJudgedBy()).isEmpty();
    }

    @Test
    void shouldCountByOneTagAndKeepAll_whenThereAreSeveral() throws IOException {
        assertTags("'tags':['a','b']", "a", "a,b");
        assertTags("'tags':['a']", "a", null);
        assertTags("'tags':[]", null, null);
        assertTags("'tags':null", null, null);
        assertTags("'tags':[' a ','',null,'a','b']", "a", "a,b");
        assertTags("'tags':['a','b'],'tag':'c'", "c", "c,a,b");
        assertTags("'tag':'b','tags':['a','b']", "b", "b,a");
        assertTags("'tag':'a','tags':['a']", "a", null);
        assertTags("'tag':'a,b'", "a,b", null);
    }

    private void assertTags(String members, @org.jspecify.annotations.Nullable String tag, String all)
            throws IOException {
        Create item = item(FELT + members);
        assertThat(item.getTag()).as(members).isEqualTo(Optional.ofNullable(tag));
        assertThat(item.getMetadata()).as(members).isEqualTo(all == null ? Map.of() : Map.of("tags", all));
    }

    @Test
    void shouldNameThePlaceInTheList_whenATagCannotBe() throws IOException {
        assertThat(fields(FELT + "'tags':'a'")).containsExactly("tags");
        assertThat(fields(FELT + "'tags':['a',5]")).containsExactly("tags[1]");
        assertThat(fields(FELT + "'tags':[['a'],{'b':1}]")).containsExactly("tags[0]", "tags[1]");
        assertThat(fields(FELT + "'tags':['" + "a".repeat(101) + "']")).containsExactly("tags[0]");
        assertThat(fields(FELT + "'tags':['a,b']")).containsExactly("tags[0]");
        assertThat(fields(FELT + "'tags':["
                        + IntStream.range(0, 300).mapToObj(i -> "'t" + i + "'").collect(Collectors.joining(",")) + "]"))
                .containsExactly("tags");
    }

    @Test
    void shouldBeMetadata_whenMoreOfTheUserIsGiven() throws IOException {
        Create item = item(
                FELT + "'metadata':{'a':'b'}",
                "'email':'ann@example.com','id':'u','name':'Ann','seats':1.10,'paying':true,'phone':null,'fax':' '");
        assertThat(item.getUserId()).isEqualTo("u");
        assertThat(item.getMetadata())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "a",
                        "b",
                        "user.email",
                        "ann@example.com",
                        "user.name",
                        "Ann",
                        "user.seats",
                        "1.10",
                        "user.paying",
                        "true"));
    }

    @Test
    void shouldNameTheMemberAsItWasSent_whenItCannotBe() throws IOException {
        assertThat(fields(FELT + "'tag':'a'", "'email':'e'")).containsExactly("user.id");
        assertThat(fields(FELT + "'tag':'a'", "'id':'u','address':{'city':'Ulm'}"))
                .containsExactly("user.address");
        assertThat(fields(FELT + "'tag':'a'", "'id':'u','email':'" + "e".repeat(1_025) + "'"))
                .containsExactly("user.email");
        assertThat(fields(FELT + "'tag':'a'", "'id':'u','" + "n".repeat(60) + "':'v'"))
                .containsExactly("user");
        assertThat(item(FELT + "'tag':'a'", "'id':'u','" + "n".repeat(59) + "':'v'")
                        .getMetadata())
                .hasSize(1);
        assertThat(fields(FELT + "'tag':'a'", "'id':'u','email':'a','email':'b'"))
                .containsExactly("user.email");
    }

    @Test
    void shouldNotGuess_whenMetadataSaysOtherwise() throws IOException {
        assertThat(fields("'rating':{'value':4,'of':5},'metadata':{'rating':'5'}"))
                .containsExactly("metadata.rating");
        assertThat(fields(FELT + "'metadata':{'tags':'x'},'tags':['a','b']")).containsExactly("metadata.tags");
        assertThat(fields(FELT + "'metadata':{'user.email':'x'}", "'id':'u','email':'y'"))
                .containsExactly("metadata.user.email");
        assertThat(item("'rating':{'value':4,'of':5},'metadata':{'rating':4}").getMetadata())
                .hasSize(2);
    }

    @Test
    void shouldBeRefusedWhole_whenTheMetadataHasNoRoomForWhatIsFolded() throws IOException {
        String thirty = IntStream.range(0, 30).mapToObj(i -> "'k" + i + "':'v'").collect(Collectors.joining(","));
        String full = "'rating':{'value':4,'of':5},'metadata':{" + thirty + "}";
        assertThat(item(full).getMetadata()).hasSize(32);
        assertThat(errors(full + ",'tags':['a','b']")).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("metadata");
            assertThat(error.problem()).contains("33");
            assertThat(error.remedy()).contains("rating").contains("tags").contains("user");
        });
    }

    @Test
    void shouldBeTaken_whenAPageSendsThem() throws IOException {
        String all = "'rating':{'value':9,'of':10},'tags':['a','b'],'ageSeconds':60";
        Create item = ((Create)
                accepted(take(body(all, "'id':'u','email':'e'"), PAGE)).getBody());
        assertThat(item.getMetadata()).containsOnlyKeys("rating", "rating.of", "tags", "user.email", "userVerified");
        assertThat(item.getCreatedAt()).isEqualTo(NOW.minusSeconds(60));
    }

    private static final Origin PAGE = new Origin(
            "default", Optional.empty(), Optional.empty(), Optional.of(new PublishableKey("key_1", Optional.empty())));
    private static final Origin SERVER = new Origin("default", Optional.empty(), Optional.empty());

    private Create item(String members) throws IOException {
        return item(members, "'id':'u'");
    }

    private Create item(String members, String user) throws IOException {
        return (Create) accepted(take(body(members, user), SERVER)).getBody();
    }

    private List<String> fields(String members) throws IOException {
        return fields(members, "'id':'u'");
    }

    private List<String> fields(String members, String user) throws IOException {
        return errors(members, user).stream().map(FieldError::field).toList();
    }

    private List<FieldError> errors(String members) throws IOException {
        return errors(members, "'id':'u'");
    }

    private List<FieldError> errors(String members, String user) throws IOException {
        Taken taken = take(body(members, user), SERVER);
        assertThat(taken).as(members).isInstanceOf(Taken.Refused.class);
        return ((Taken.Refused) taken).errors();
    }

    private static dev.loop.schemas.avro.FeedbackCommand accepted(Taken taken) {
        assertThat(taken).isInstanceOf(Taken.Accepted.class);
        return ((Taken.Accepted) taken).command();
    }

    private static String body(String members, String user) {
        return ("{'user':{" + user + "},'message':'m'," + members + "}").replace('\'', '"');
    }

    private Taken take(String json, Origin origin) throws IOException {
        try (JsonParser parser = Intake.JSON.createParser(json.getBytes(StandardCharsets.UTF_8))) {
            Taken taken = intake.create(parser, origin);
            assertThat(Intake.hasMore(parser)).as("read to its end: %s", json).isFalse();
            return taken;
        }
    }
}
