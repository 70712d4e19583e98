package dev.loop.topology.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.schemas.wire.UnreadableRecordException;
import dev.loop.schemas.wire.WireFormat;
import dev.loop.schemas.wire.WireSerdes;
import dev.loop.topology.RandomItems;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick way to read a command never reads anything else than the ordinary one does. */
class CommandDecoderTest {

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final int schemaId =
            registry.register(Topics.FEEDBACK_COMMANDS.name() + "-value", FeedbackCommand.getClassSchema());
    private final Serde<FeedbackCommand> serde = WireSerdes.of(Topics.FEEDBACK_COMMANDS, registry);
    private final CommandDecoder decoder = new CommandDecoder(schemaId);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldReadWhatWasWritten_whenCreatesAreRandom(long seed) {
        RandomCreates creates = new RandomCreates(new Random(seed));
        for (int i = 0; i < 2_000; i++) {
            FeedbackCommand command = creates.next();

            assertThat(decoder.decode(bytes(command))).isEqualTo(command);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldReadNothingElseThanTheOrdinaryWay_whenBytesAreSpoilt(long seed) {
        Random random = new Random(seed);
        RandomCreates creates = new RandomCreates(random);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] spoilt = spoilt(bytes(creates.next()), random);

            FeedbackCommand quick = decoder.decode(spoilt);

            if (quick != null) {
                assertThat(quick).isEqualTo(ordinary(spoilt));
                read++;
            }
        }
        assertThat(read).isBetween(1_000, 19_000);
    }

    @Test
    void shouldLeaveItToTheOrdinaryWay_whenItIsNoCreateOfItsOwnSchema() {
        RandomCreates creates = new RandomCreates(new Random(3));
        FeedbackCommand erase = FeedbackCommand.newBuilder()
                .setId("fb_x")
                .setAt(Instant.ofEpochMilli(5))
                .setBody(new Erase(null))
                .build();
        byte[] ofAnother = bytes(creates.next());
        System.arraycopy(WireFormat.header(schemaId + 1), 0, ofAnother, 0, WireFormat.HEADER_SIZE);

        assertThat(decoder.decode(bytes(erase))).isNull();
        assertThat(decoder.decode(ofAnother)).isNull();
        assertThat(decoder.decode(new byte[] {0, 0})).isNull();
        assertThat(decoder.decode(bytes(creates.next()))).isNotNull();
    }

    private byte[] bytes(FeedbackCommand command) {
        return serde.serializer().serialize("", command);
    }

    private @Nullable FeedbackCommand ordinary(byte[] record) {
        Deserializer<FeedbackCommand> deserializer = serde.deserializer();
        try {
            return deserializer.deserialize("", record);
        } catch (UnreadableRecordException e) {
            return null;
        }
    }

    /** A byte changed, or cut, or with more behind. */
    private static byte[] spoilt(byte[] record, Random random) {
        int at = WireFormat.HEADER_SIZE + random.nextInt(record.length - WireFormat.HEADER_SIZE);
        switch (random.nextInt(4)) {
            case 0:
                return Arrays.copyOf(record, at);
            case 1:
                return Arrays.copyOf(record, record.length + 1 + random.nextInt(3));
            default:
                record[at] = (byte) random.nextInt(256);
                return record;
        }
    }

    private static final class RandomCreates {
        private final Random random;
        private final RandomItems items;

        RandomCreates(Random random) {
            this.random = random;
            this.items = new RandomItems(random);
        }

        FeedbackCommand next() {
            Feedback item = items.any();
            return FeedbackCommand.newBuilder()
                    .setId(item.getId())
                    .setProject(item.getProject())
                    .setAt(item.getReceivedAt())
                    .setActor(random.nextBoolean() ? "größe" : null)
                    .setReason(random.nextBoolean() ? "" : null)
                    .setBody(Create.newBuilder()
                            .setUserId(item.getUserId())
                            .setMessage(item.getMessage())
                            .setSentiment(random.nextInt(4) == 0 ? null : item.getSentiment())
                            .setSource(item.getSource().orElse(null))
                            .setTag(item.getTag().orElse(null))
                            .setPlan(item.getPlan().orElse(null))
                            .setStatus(item.getStatus())
                            .setCreatedAt(item.getCreatedAt())
                            .setResolvedAt(item.getResolvedAt().orElse(null))
                            .setExternalId(item.getExternalId().orElse(null))
                            .setMetadata(item.getMetadata())
                            .setConsent(item.getConsent().orElse(null))
                            .setUpdatedAt(item.getRevision() % 2 == 0 ? null : item.getUpdatedAt())
                            .setKeepStatus(item.getRevision() % 3 == 0)
                            .setJudgedBy(item.getJudgedBy().orElse(null))
                            .setJudgedVersion(item.getJudgedVersion().orElse(null))
                            .setUnsure(item.getUnsure())
                            .build())
                    .build();
        }
    }
}
