package dev.loop.topology.webhook.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EndpointDirectoryTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final EndpointDirectory directory = new EndpointDirectory();

    @Test
    void shouldTellSubscribersByTypeAndProject_whenEndpointsComeAndGo() {
        assertThat(directory.isEmpty()).isTrue();
        directory.put("default/a", endpoint("a", e -> e));
        directory.put("other/b", endpoint("b", e -> e.setProject("other")));
        directory.put("default/c", endpoint("c", e -> e.setEvents(List.of("feedback.tagged"))));

        assertThat(ids("default", "feedback.created")).containsExactly("a");
        assertThat(ids("other", "feedback.created")).containsExactly("b");
        assertThat(ids("default", "feedback.tagged")).containsExactly("c");
        assertThat(ids("nobody", "feedback.created")).isEmpty();
        assertThat(directory.hasSubscribers("nobody")).isFalse();

        directory.remove("default/a");
        assertThat(ids("default", "feedback.created")).isEmpty();
        assertThat(directory.deleted("default", "a")).isTrue();
        assertThat(directory.deleted("default", "c")).isFalse();
        assertThat(directory.find("default", "a")).isEmpty();
        directory.remove("default/c");
        directory.remove("other/b");
        assertThat(directory.isEmpty()).isTrue();
        assertThat(directory.hasSubscribers("default")).isFalse();
    }

    @Test
    void shouldBeThereAgain_whenADeletedEndpointIsMadeAnew() {
        directory.put("default/a", endpoint("a", e -> e));
        directory.remove("default/a");
        directory.put("default/a", endpoint("a", e -> e));

        assertThat(directory.deleted("default", "a")).isFalse();
        assertThat(ids("default", "feedback.created")).containsExactly("a");
    }

    @Test
    void shouldBeSubscribedAtEveryMoment_whenItIsChangedWhileOthersLook() throws Exception {
        directory.put("default/a", endpoint("a", e -> e));
        AtomicBoolean changing = new AtomicBoolean(true);
        FutureTask<Integer> looking = new FutureTask<>(() -> {
            int missed = 0;
            while (changing.get()) {
                boolean there = directory.hasSubscribers("default")
                        && ids("default", "feedback.created").equals(List.of("a"));
                missed += there ? 0 : 1;
            }
            return missed;
        });
        new Thread(looking).start();
        for (int i = 0; i < 50_000; i++) {
            String description = "change " + i;
            directory.put("default/a", endpoint("a", e -> e.setDescription(description)));
        }
        changing.set(false);

        assertThat(looking.get()).isZero();
    }

    /** Against a list that is looked through. */
    @Test
    void shouldAnswerAsALookAtAllDoes_whenChangesAreRandom() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, WebhookEndpoint> all = new HashMap<>();
        List<String> types = List.of("feedback.created", "feedback.tagged", "feedback.erased");
        for (int i = 0; i < 2000; i++) {
            String id = "we_" + random.nextInt(20);
            String key = "default/" + id;
            if (random.nextInt(3) == 0) {
                directory.remove(key);
                all.remove(id);
            } else {
                List<String> some = new ArrayList<>(types);
                some.removeIf(type -> random.nextBoolean());
                WebhookEndpoint endpoint = endpoint(id, e -> e.setEvents(some));
                directory.put(key, endpoint);
                all.put(id, endpoint);
            }
            for (String type : types) {
                assertThat(ids("default", type))
                        .as("seed %d", seed)
                        .containsExactlyInAnyOrderElementsOf(all.values().stream()
                                .filter(e -> e.getEvents().contains(type))
                                .map(WebhookEndpoint::getId)
                                .toList());
            }
            assertThat(directory.isEmpty()).isEqualTo(all.isEmpty());
        }
    }

    @Test
    void shouldMatchWhatWasOrIs_whenAnEndpointFilters() {
        Subscription subscription = new Subscription(
                endpoint("a", e -> e.setTags(List.of("exports")).setSentiments(List.of(Sentiment.NEGATIVE))));
        Feedback wanted = item("exports", Sentiment.NEGATIVE);
        Feedback otherTag = item("billing", Sentiment.NEGATIVE);
        Feedback otherMood = item("exports", Sentiment.POSITIVE);

        assertThat(subscription.matches(null, wanted)).isTrue();
        assertThat(subscription.matches(null, otherTag)).isFalse();
        assertThat(subscription.matches(null, otherMood)).isFalse();
        assertThat(subscription.matches(wanted, otherTag)).as("it leaves").isTrue();
        assertThat(subscription.matches(otherTag, wanted)).as("it enters").isTrue();
        assertThat(subscription.matches(otherTag, otherMood))
                .as("never both at once")
                .isFalse();
        assertThat(subscription.matches(wanted, null)).as("it is erased").isTrue();
    }

    @Test
    void shouldMatchItemsWithoutATag_whenTheEmptyTextIsAskedFor() {
        Subscription subscription = new Subscription(endpoint("a", e -> e.setTags(List.of(""))));

        assertThat(subscription.matches(null, item(null, Sentiment.POSITIVE))).isTrue();
        assertThat(subscription.matches(null, item("exports", Sentiment.POSITIVE)))
                .isFalse();
        Subscription ofPlan =
                new Subscription(endpoint("a", e -> e.setPlans(List.of("scale")).setSources(List.of("zendesk"))));
        assertThat(ofPlan.matches(null, item("x", Sentiment.POSITIVE))).isTrue();
        assertThat(new Subscription(endpoint("a", e -> e.setPlans(List.of("free"))))
                        .matches(null, item("x", Sentiment.POSITIVE)))
                .isFalse();
        assertThat(new Subscription(endpoint("a", e -> e.setSources(List.of("email"))))
                        .matches(null, item("x", Sentiment.POSITIVE)))
                .isFalse();
    }

    private List<String> ids(String project, String type) {
        return directory.subscribers(project, type).stream()
                .map(subscription -> subscription.endpoint().getId())
                .toList();
    }

    private static WebhookEndpoint endpoint(String id, UnaryOperator<WebhookEndpoint.Builder> change) {
        return change.apply(WebhookEndpoint.newBuilder()
                        .setId(id)
                        .setProject("default")
                        .setUrl("https://example.org")
                        .setEvents(List.of("feedback.created", "feedback.created"))
                        .setEnabledAt(NOW)
                        .setSecrets(List.of())
                        .setCreatedAt(NOW)
                        .setUpdatedAt(NOW))
                .build();
    }

    private static Feedback item(@org.jspecify.annotations.Nullable String tag, Sentiment sentiment) {
        return Feedback.newBuilder()
                .setId("fb_1")
                .setProject("default")
                .setUserId("u")
                .setMessage("m")
                .setSentiment(sentiment)
                .setTag(tag)
                .setPlan("scale")
                .setSource("zendesk")
                .setStatus(Status.OPEN)
                .setCreatedAt(NOW)
                .setReceivedAt(NOW)
                .setUpdatedAt(NOW)
                .setRevision(1)
                .build();
    }
}
