package dev.loop.topology.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.RandomItems;
import dev.loop.topology.store.ItemCodec;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares values made of encoded items with those of the ordinary serializer. */
class ChangeEncoderTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldWriteWhatTheSerializerWrites_whenChangesAreRandom(long seed) {
        Random random = new Random(seed);
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        int itemId = registry.register(Topics.FEEDBACK.name() + "-value", Feedback.getClassSchema());
        int changeId = registry.register(Topics.FEEDBACK_EVENTS.name() + "-value", FeedbackChange.getClassSchema());
        ChangeEncoder encoder = new ChangeEncoder(itemId, changeId, itemId);
        ItemCodec codec = new ItemCodec();
        RandomItems items = new RandomItems(random);
        Serializer<FeedbackChange> serializer =
                WireSerdes.of(Topics.FEEDBACK_EVENTS, registry).serializer();
        Deserializer<Feedback> reader = WireSerdes.of(Topics.FEEDBACK, registry).deserializer();

        for (int i = 0; i < 2_000; i++) {
            Feedback before = random.nextBoolean() ? items.any() : null;
            Feedback after = random.nextBoolean() ? items.any() : null;
            FeedbackChange change = FeedbackChange.newBuilder()
                    .setEventId("evt_" + RandomItems.id(i).substring(3) + "_" + (long) i)
                    .setType(ChangeType.values()[random.nextInt(4)])
                    .setId(RandomItems.id(i))
                    .setProject("größe")
                    .setRevision(i)
                    .setAt(Instant.ofEpochMilli(random.nextLong()))
                    .setActor(random.nextBoolean() ? "actor" : null)
                    .setReason(random.nextBoolean() ? "" : null)
                    .setBefore(before)
                    .setAfter(after)
                    .build();

            byte[] bytes = encoder.change(
                    change.getType(),
                    change.getId(),
                    change.getProject(),
                    change.getRevision(),
                    change.getAt().toEpochMilli(),
                    change.getActor(),
                    change.getReason(),
                    before == null ? null : codec.encode(before),
                    after == null ? null : codec.encode(after));

            assertThat(bytes).isEqualTo(serializer.serialize("", change));
            if (after != null) {
                assertThat(reader.deserialize("", encoder.item(codec.encode(after))))
                        .isEqualTo(after);
            }
        }
        assertThat(ChangeEncoder.eventId("fb_abc", 7)).isEqualTo("evt_abc_7");
    }
}
