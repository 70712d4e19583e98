package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The readers of an item: one that asks for it, one that pulls its event, and one that receives its webhook. */
final class ThreeReaders implements AutoCloseable {

    /** The fields in which two items may differ that say the same, and the reasons. */
    private static final Map<String, String> MAY_DIFFER = Map.of(
            "id", "each is an item of its own",
            "externalId", "it names one item; an import names its rows",
            "createdAt", "an age counts back from the time at which the item comes in",
            "receivedAt", "they come in one after another",
            "updatedAt", "they come in one after another",
            "metadata.userVerified", "an item of a page tells whether its user is proved");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An item as the three see it. */
    record Seen(JsonNode item, JsonNode event, JsonNode webhook) {}

    @FunctionalInterface
    interface Sending {
        void send() throws Exception;
    }

    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final LoopClient client;
    private final Inbox inbox = Inbox.open();
    private final String endpoint;

    ThreeReaders(LoopClient client) {
        this.client = client;
        this.endpoint = client.post(
                        "/v1/webhooks", "{\"url\":\"" + inbox.url() + "\",\"events\":[\"feedback.created\"]}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    @Override
    public void close() {
        client.delete("/v1/webhooks/" + endpoint).expect(204);
        inbox.close();
    }

    /** Sends an item of a user, and returns it as it is read, pulled and received. */
    Seen seen(String user, Sending sending) throws Exception {
        Set<String> before = new HashSet<>(ids(user));
        sending.send();
        List<String> made = new ArrayList<>();
        await("an item").atMost(PATIENCE).until(() -> {
            made.addAll(ids(user));
            made.removeAll(before);
            return !made.isEmpty();
        });
        String id = made.get(0);
        JsonNode item = client.get("/v1/feedback/" + id).expect(200).json();
        JsonNode webhook = inbox.await(
                        "the webhook of " + id, letter -> letter.item().equals(id))
                .json();
        return new Seen(item, event(id), webhook);
    }

    private List<String> ids(String user) {
        return client.items("&user=" + LoopClient.encode(user)).stream()
                .map(item -> item.path("id").asText())
                .toList();
    }

    private JsonNode event(String id) {
        List<JsonNode> found = new ArrayList<>();
        await("the event of " + id).atMost(PATIENCE).until(() -> {
            String next = "&since=" + LoopClient.encode(began.toString());
            JsonNode page;
            do {
                page = client.get("/v1/events?types=feedback.created&limit=1000" + next)
                        .expect(200)
                        .json();
                page.path("data").forEach(event -> {
                    if (event.at("/data/id").asText().equals(id)) {
                        found.add(event);
                    }
                });
                next = "&after=" + page.path("next").asText();
            } while (page.path("more").asBoolean());
            return !found.isEmpty();
        });
        return found.get(0);
    }

    /**
     * Asserts that two items are the same, field by field, to each reader.
     *
     * @param ofItsWay further fields that the other item has from the way by which it came
     */
    static void compare(Seen one, Seen other, String... ofItsWay) {
        Set<String> may = new HashSet<>(MAY_DIFFER.keySet());
        may.addAll(List.of(ofItsWay));
        Set<String> ofEvent = new HashSet<>(Set.of("id", "createdAt"));
        may.forEach(field -> ofEvent.add("data." + field));
        assertThat(different(one.item(), other.item())).as("fields of the item").isSubsetOf(may);
        assertThat(different(one.event(), other.event()))
                .as("fields of the event")
                .isSubsetOf(ofEvent);
        assertThat(different(one.webhook(), other.webhook()))
                .as("fields of the webhook's body")
                .isSubsetOf(ofEvent);
        assertThat(other.event().path("data")).as("the item of the event").isEqualTo(other.item());
        assertThat(other.webhook()).as("the webhook's body").isEqualTo(other.event());
    }

    private static Set<String> different(JsonNode one, JsonNode other) {
        Map<String, String> left = flat("", one, new TreeMap<>());
        Map<String, String> right = flat("", other, new TreeMap<>());
        Set<String> different = new TreeSet<>(left.keySet());
        different.addAll(right.keySet());
        different.removeIf(field -> Objects.equals(left.get(field), right.get(field)));
        return different;
    }

    private static Map<String, String> flat(String name, JsonNode node, Map<String, String> fields) {
        if (node.isContainerNode()) {
            node.fields()
                    .forEachRemaining(member -> flat(
                            name.isEmpty() ? member.getKey() : name + "." + member.getKey(),
                            member.getValue(),
                            fields));
        } else {
            fields.put(name, node.toString());
        }
        return fields;
    }
}
