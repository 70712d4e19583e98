package dev.loop.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.abuse.Wire.Answer;
import dev.loop.e2e.RunningLoop;
import dev.loop.e2e.RunningLoop.Ended;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.wire.ConfluentAvroSerializer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The doors by which items come in. Each sends items with a tag, a plan, a source, a user and a metadata key of their own. */
enum NameDoors {
    BATCH {
        @Override
        void send(Scene scene, int from, int to, Path temporary) {
            for (int first = from; first < to; first += BATCH_LINES) {
                int last = Math.min(to, first + BATCH_LINES);
                var lines = new StringBuilder();
                for (int i = first; i < last; i++) {
                    lines.append("""
                            {"user":{"id":"u%1$d"},"message":"m","sentiment":"negative","tag":"t%1$d","plan":"p%1$d",\
                            "source":"s%1$d","createdAt":"%2$s","metadata":{"k%1$d":"v"}}
                            """.formatted(i, createdAt(i)));
                }
                Answer answer = scene.call(
                        "POST",
                        "/v1/feedback/batch?results=refused",
                        "sk",
                        lines.toString(),
                        Map.of("Content-Type", "application/x-ndjson"));
                assertThat(answer.status()).as("%s", answer).isEqualTo(202);
                assertThat(answer.body()).contains("\"created\":" + (last - first));
            }
        }
    },
    IMPORT {
        @Override
        void send(Scene scene, int from, int to, Path temporary) {
            for (int first = from; first < to; first += FILE_ROWS) {
                int last = Math.min(to, first + FILE_ROWS);
                Path file = temporary.resolve("names-" + first + ".csv");
                try (BufferedWriter rows = Files.newBufferedWriter(file)) {
                    rows.write("id,user.id,message,sentiment,tag,plan,source,createdAt,metadata.k\n");
                    for (int i = first; i < last; i++) {
                        rows.write("%1$d,u%1$d,m,negative,t%1$d,p%1$d,s%1$d,%2$s,v%1$d\n".formatted(i, createdAt(i)));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Ended ended = RunningLoop.command(
                        LONGEST_IMPORT,
                        "import",
                        file.toString(),
                        "--url",
                        scene.loop.address().toString(),
                        "--map=externalId=id",
                        "--map=user.id=user.id",
                        "--map=message=message",
                        "--map=sentiment=sentiment",
                        "--map=tag=tag",
                        "--map=plan=plan",
                        "--map=source=source",
                        "--map=createdAt=createdAt",
                        "--map=metadata.k=metadata.k");
                assertThat(ended.status()).as("%s", ended.all()).isZero();
            }
        }
    },
    KAFKA {
        @Override
        void send(Scene scene, int from, int to, Path temporary) {
            Map<String, Object> settings = new HashMap<>(scene.loop.kafka());
            settings.put("key.serializer", StringSerializer.class);
            settings.put("value.serializer", ConfluentAvroSerializer.class);
            settings.put(
                    "schema.registry.url",
                    scene.loop.address().resolve("/registry").toString());
            settings.put("bearer.auth.credentials.source", "STATIC_TOKEN");
            settings.put("bearer.auth.token", scene.key("sk"));
            settings.put("linger.ms", 50);
            settings.put("compression.type", "lz4");
            try (var producer = new KafkaProducer<String, FeedbackCommand>(settings)) {
                for (int i = from; i < to; i++) {
                    FeedbackCommand command = command(i);
                    producer.send(new ProducerRecord<>(Topics.FEEDBACK_COMMANDS.name(), command.getId(), command));
                }
            }
        }
    };

    private static final int BATCH_LINES = 5_000;
    private static final int FILE_ROWS = 250_000;
    private static final Duration LONGEST_IMPORT = Duration.ofMinutes(20);
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** Sends the items of these numbers, and returns when all are taken in. */
    abstract void send(Scene scene, int from, int to, Path temporary);

    /** Spreads items over four weeks, so that trends have a past to compare with. */
    private static Instant createdAt(int number) {
        return Instant.now().minusMillis((long) (number % 28_000 / 1_000.0 * DAY));
    }

    private static FeedbackCommand command(int number) {
        Instant now = Instant.now();
        String id = FeedbackId.random();
        return FeedbackCommand.newBuilder()
                .setId(id)
                .setAt(now)
                .setBody(Create.newBuilder()
                        .setUserId("u" + number)
                        .setMessage("m")
                        .setSentiment(Sentiment.NEGATIVE)
                        .setTag("t" + number)
                        .setPlan("p" + number)
                        .setSource("s" + number)
                        .setCreatedAt(createdAt(number))
                        .setMetadata(Map.of("k" + number, "v"))
                        .build())
                .build();
    }
}
