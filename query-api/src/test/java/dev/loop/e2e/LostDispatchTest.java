package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.api.key.DefaultProject;
import dev.loop.broker.EmbeddedKafka;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.e2e.RecordingReceiver.Received;
import dev.loop.process.KafkaChoice;
import dev.loop.process.LoopProcess;
import dev.loop.process.MasterKeyOptions;
import dev.loop.process.Role;
import dev.loop.process.UpOptions;
import dev.loop.process.WebhookOptions;
import dev.loop.schemas.Topics;
import dev.loop.topology.webhook.WebhookSettings;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dispatch is deleted from the log before any sender has seen it: no outcome will ever come. */
class LostDispatchTest {

    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An hour, and ten minutes, outside of tests. */
    private static final WebhookSettings QUICK = WebhookSettings.defaults()
            .withHearing(new WebhookSettings.Hearing(Duration.ofSeconds(2), Duration.ofSeconds(4)));

    @TempDir
    private Path directory;

    @Test
    void shouldBeSentAfterAllAsAPossibleDuplicate_whenItsDispatchIsLost() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("broker"), 0);
                RecordingReceiver receiver = RecordingReceiver.start();
                LoopProcess process = LoopProcess.start(options(kafka), new PrintWriter(Writer.nullWriter()))) {
            LoopClient client = new LoopClient(process.inside().api(), RunningLoop.SECRET_KEY);
            String endpoint = client.post(
                            "/v1/webhooks", "{\"url\":\"" + receiver.uri() + "\",\"events\":[\"feedback.created\"]}")
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            client.post("/v1/feedback", LoopClient.item("Lost", "negative", Map.of()))
                    .expect(201);
            lose(kafka);

            try (RunningLoop sender = RunningLoop.up(
                    directory.resolve("sender"),
                    "--kafka",
                    kafka.bootstrapServers(),
                    "--kafka-config",
                    kafka.clientFile().toString(),
                    "--replication",
                    "1",
                    "--allow-private-webhooks",
                    "127.0.0.0/8",
                    "--roles",
                    "sender")) {
                // The ledger goes round the endpoints when one of them has changed, and else once a minute.
                client.patch("/v1/webhooks/" + endpoint, "{\"description\":\"looked at\"}")
                        .expect(200);
                receiver.awaitReceived(1);

                Received request = receiver.received().get(0);
                assertThat(request.delivery()).isEqualTo("possible-duplicate");
                assertThat(request.attempt()).isEqualTo(2);
                assertThat(request.sequence()).isOne();
                await().atMost(PATIENCE).untilAsserted(() -> {
                    JsonNode attempts = client.get("/v1/webhooks/" + endpoint + "/attempts")
                            .expect(200)
                            .json()
                            .path("data");
                    assertThat(attempts)
                            .extracting(attempt -> attempt.path("outcome").asText())
                            .containsExactly("succeeded", "unknown");
                    assertThat(attempts.get(0).path("possibleDuplicate").asBoolean())
                            .isTrue();
                });
                assertThat(client.get("/v1/webhooks/" + endpoint)
                                .json()
                                .path("health")
                                .path("pending")
                                .asInt())
                        .isZero();
                sender.stop();
            }
        }
    }

    private UpOptions options(EmbeddedKafka kafka) {
        return UpOptions.of(directory.resolve("loop"), draft -> {
            draft.kafka = new KafkaChoice.External(
                    kafka.bootstrapServers(), Optional.of(kafka.clientFile()), (short) 1, (short) 1);
            draft.partitions = OptionalInt.of(PARTITIONS);
            draft.keys = new DefaultProject.GivenKeys(
                    Optional.of(RunningLoop.SECRET_KEY), Optional.of(RunningLoop.PUBLISHABLE_KEY));
            draft.roles = Set.of(Role.STREAMS, Role.API);
            draft.webhooks = new WebhookOptions(AddressRules.allowing("127.0.0.0/8"), QUICK);
            draft.masterKey = new MasterKeyOptions(Optional.of(RunningLoop.MASTER_KEY), false);
        });
    }

    /** Waits for the dispatch, and deletes it. */
    private static void lose(EmbeddedKafka kafka) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            latest.put(new TopicPartition(Topics.WEBHOOK_DISPATCH.name(), partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(kafka.clientSettings())) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            // The dispatch, and the end of its transaction.
            await().atMost(PATIENCE).until(() -> {
                admin.listOffsets(latest).all().get().forEach((partition, end) -> {
                    if (end.offset() > 1) {
                        all.put(partition, RecordsToDelete.beforeOffset(end.offset()));
                    }
                });
                return !all.isEmpty();
            });
            assertThat(all).as("dispatched").hasSize(1);
            admin.deleteRecords(Map.of(all.keySet().iterator().next(), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }
}
