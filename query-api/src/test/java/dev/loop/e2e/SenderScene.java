package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.connectors.delivery.SenderSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A cluster, an instance that sends, and another sender that comes and goes, while items are taken in and delivered to
 * endpoints of both. Receivers take a while to answer, so that requests are under way at any time.
 */
final class SenderScene implements AutoCloseable {

    /** Enough for each sender to have some of them. */
    static final int ENDPOINTS = 8;

    private static final int PARTITIONS = 4;
    private static final int LONGEST_ANSWER_MILLIS = 200;
    private static final int REST_OF_WRITER_MILLIS = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern SENT =
            Pattern.compile("loop_webhook_attempts_total\\{outcome=\"succeeded\"} ([0-9.E]+)");

    /** A destination of events. */
    private record Destination(RecordingReceiver receiver, String id, List<String> secrets) {}

    private final Path directory;
    private final Random random;
    private final String[] cluster;
    private final EmbeddedKafka kafka;
    private final RunningLoop loop;
    private final String tag;
    private final List<Destination> destinations = new ArrayList<>();
    private final Set<String> accepted = new ConcurrentSkipListSet<>();
    private final Thread writer = new Thread(this::write, "writer");
    private volatile boolean writing = true;
    private int others;
    private int kills;

    SenderScene(Path directory, Random random, String tag) throws IOException {
        this.directory = directory;
        this.random = random;
        this.tag = tag;
        this.kafka = EmbeddedKafka.start(directory.resolve("broker"), 0);
        this.cluster = new String[] {
            "--kafka",
            kafka.bootstrapServers(),
            "--kafka-config",
            kafka.clientFile().toString(),
            "--replication",
            "1",
            "--partitions",
            Integer.toString(PARTITIONS),
            "--allow-private-webhooks",
            "127.0.0.0/8"
        };
        this.loop = RunningLoop.up(directory.resolve("loop"), with("streams,api,sender"));
        for (int i = 0; i < ENDPOINTS; i++) {
            destinations.add(destination());
        }
        writer.start();
    }

    private Destination destination() throws IOException {
        RecordingReceiver receiver = RecordingReceiver.start();
        receiver.behave(request -> {
            Pace.SLOW_PEER.restMillis(random.nextInt(LONGEST_ANSWER_MILLIS));
            return 200;
        });
        JsonNode made = loop.client()
                .post(
                        "/v1/webhooks",
                        "{\"url\":\"" + receiver.uri() + "\",\"events\":[\"feedback.created\"],\"filters\":{\"tag\":[\""
                                + tag + "\"]},\"concurrency\":" + KillScene.CONCURRENCY + "}")
                .expect(201)
                .json();
        return new Destination(
                receiver, made.path("id").asText(), List.of(made.path("secret").asText()));
    }

    private String[] with(String roles) {
        return Stream.concat(Stream.of(cluster), Stream.of("--roles", roles)).toArray(String[]::new);
    }

    private void write() {
        while (writing) {
            LoopClient.Answer answer =
                    loop.client().post("/v1/feedback", LoopClient.item("Slow", "negative", Map.of("tag", tag)));
            if (answer.status() == 201) {
                accepted.add(answer.json().path("id").asText());
            }
            Pace.RATE.restMillis(REST_OF_WRITER_MILLIS);
        }
    }

    /** Another sender; returns once it has sent something. */
    RunningLoop join() {
        RunningLoop other = RunningLoop.up(directory.resolve("other-" + ++others), with("sender"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sent(other))
                        .as("sent by the other: %s", probe(other, "/health/ready"))
                        .isGreaterThanOrEqualTo(ENDPOINTS));
        return other;
    }

    /** Returns the number of members of the group, dead ones included until their session is over. */
    int senders() {
        try (Admin admin = Admin.create(kafka.clientSettings())) {
            return admin.describeConsumerGroups(List.of(SenderSettings.GROUP))
                    .all()
                    .get()
                    .get(SenderSettings.GROUP)
                    .members()
                    .size();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static double sent(RunningLoop sender) {
        Matcher found = SENT.matcher(probe(sender, "/metrics"));
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private static String probe(RunningLoop sender, String path) {
        URI address = URI.create(sender.out().stream()
                .filter(line -> line.startsWith("Probes are at"))
                .findFirst()
                .orElseThrow()
                .substring("Probes are at".length())
                .strip()
                .split(" ", 2)[0]);
        return new LoopClient(address, RunningLoop.SECRET_KEY).get(path).text();
    }

    /** Somewhere in the midst of its sending. */
    void awhile() {
        Pace.AT_RANDOM.restMillis(random.nextInt(500));
    }

    void kill(RunningLoop other) {
        other.kill();
        kills++;
    }

    /** Writes no more; returns how long it took until all that was accepted was delivered. */
    Duration settle() throws InterruptedException {
        writing = false;
        writer.join();
        return delivered();
    }

    /** Returns how long it took until all that is accepted by now was delivered. */
    Duration delivered() {
        long began = System.nanoTime();
        long wanted = accepted.size();
        for (Destination destination : destinations) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode health = health(destination);
                assertThat(health.path("delivered").asLong()).as("%s", health).isGreaterThanOrEqualTo(wanted);
            });
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private JsonNode health(Destination destination) {
        return loop.client()
                .get("/v1/webhooks/" + destination.id())
                .expect(200)
                .json()
                .path("health");
    }

    int kills() {
        return kills;
    }

    /** Returns the verdict on each endpoint, once everything is settled. */
    List<KillVerdict> verdicts() {
        return destinations.stream()
                .map(destination -> new KillVerdict(
                        kills,
                        accepted,
                        destination.receiver().received(),
                        0,
                        loop.client().csv("/v1/webhooks/" + destination.id() + "/attempts").stream()
                                .map(row -> row.getField("eventId"))
                                .toList(),
                        destination.secrets()))
                .toList();
    }

    @Override
    public void close() {
        writing = false;
        loop.close();
        destinations.forEach(destination -> destination.receiver().close());
        kafka.close();
    }
}
