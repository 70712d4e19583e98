package dev.loop.schemas.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldError;
import dev.loop.schemas.text.FieldErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandMaskTest {

    private static final String CARD = "4111 1111 1111 1111";

    private final Intake intake = new Intake(Clock.systemUTC());
    private final CommandMask mask = new CommandMask(Masking.usual());

    @Test
    void shouldMaskEveryText_whenItHoldsACard() {
        Create create = accepted("""
                {"user":{"id":"u_1"},"message":"Charged %1$s twice","sentiment":"negative","tag":"%1$s","plan":"p %1$s",
                "source":"s %1$s","metadata":{"note":"ssn 123456789 and %1$s","page":"/pay"}}""".formatted(CARD));

        assertThat(create.getMessage()).isEqualTo("Charged [card …1111] twice");
        assertThat(create.getTag()).contains("[card …1111]");
        assertThat(create.getPlan()).contains("p [card …1111]");
        assertThat(create.getSource()).contains("s [card …1111]");
        assertThat(create.getMetadata())
                .containsEntry("note", "ssn [ssn] and [card …1111]")
                .containsEntry("page", "/pay");
        assertThat(create.getMasked())
                .hasValueSatisfying(masked -> assertThat(masked)
                        .startsWith("[{\"field\":\"message\",\"kind\":\"card\",\"at\":[8,20]},{\"field\":\"source\"")
                        .contains("{\"field\":\"metadata.note\",\"kind\":\"ssn\",\"at\":[4,9]}"));
    }

    @Test
    void shouldChangeNothing_whenMaskedAgain() {
        FeedbackCommand command = command("""
                {"user":{"id":"u_1"},"message":"Charged %s twice","sentiment":"negative"}""".formatted(CARD));
        var errors = new FieldErrors();

        assertThat(mask.mask(command, errors)).isSameAs(command);
        assertThat(errors.isEmpty()).isTrue();
        assertThat(FeedbackRules.check(command, System.currentTimeMillis())).isEmpty();
    }

    @Test
    void shouldAddToWhatIsKnown_whenAnotherProgramMaskedAPart() {
        FeedbackCommand before = command("""
                {"user":{"id":"u_1"},"message":"Charged %s twice","sentiment":"negative"}""".formatted(CARD));
        FeedbackCommand more = FeedbackCommand.newBuilder(before)
                .setBody(Create.newBuilder((Create) before.getBody())
                        .setTag(CARD)
                        .build())
                .build();

        Create masked = (Create) mask.mask(more, new FieldErrors()).getBody();

        assertThat(masked.getMasked())
                .contains("[{\"field\":\"message\",\"kind\":\"card\",\"at\":[8,20]},"
                        + "{\"field\":\"tag\",\"kind\":\"card\",\"at\":[0,12]}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    user.id    | {"user":{"id":"4111111111111111"},"message":"m","sentiment":"neutral"}
                    externalId | {"user":{"id":"u"},"message":"m","sentiment":"neutral","externalId":"4111111111111111"}
                    metadata   | {"user":{"id":"u"},"message":"m","sentiment":"neutral","metadata":{"4111111111111111":"v"}}
                    """)
    void shouldRefuseByField_whenANameHoldsACard(String field, String json) {
        Taken taken = taken(json, Optional.empty());

        assertThat(taken).isInstanceOfSatisfying(Taken.Refused.class, refused -> {
            assertThat(refused.errors()).extracting(FieldError::field).containsExactly(field);
            assertThat(refused.errors().toString()).doesNotContain("4111");
        });
    }

    @Test
    void shouldRefuse_whenTheIdempotencyKeyHoldsACard() {
        String json = "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"}";

        assertThat(taken(json, Optional.of("4111111111111111"))).isInstanceOf(Taken.Refused.class);
        assertThat(taken(json, Optional.of("f47ac10b-58cc-4372-a567-0e02b2c3d479")))
                .isInstanceOf(Taken.Accepted.class);
    }

    @Test
    void shouldTellNoNumber_whenAnErrorRepeatsAValue() {
        Taken taken = taken(
                "{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"%s\"}".formatted(CARD), Optional.empty());

        assertThat(taken.toString()).contains("[card …1111]").doesNotContain(CARD);
    }

    @Test
    void shouldMaskReasonAndTag_whenAnItemIsChanged() {
        String json = "{\"tag\":\"%1$s\",\"reason\":\"card is %1$s\"}".formatted(CARD);
        try (JsonParser parser = Intake.JSON.createParser(json)) {
            var taken = (Taken.Accepted)
                    intake.update(parser, FeedbackId.random(), origin(Optional.empty()), Optional.empty());

            assertThat(taken.command().getReason()).contains("card is [card …1111]");
            assertThat(((Update) taken.command().getBody()).getTag()).contains("[card …1111]");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Test
    void shouldKeepNumbers_whenNothingIsToBeMasked() {
        var none = new CommandMask(new Masking(Set.of()));
        FeedbackCommand raw = FeedbackCommand.newBuilder(
                        command("{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"}"))
                .build();
        Create card = Create.newBuilder((Create) raw.getBody()).setMessage(CARD).build();
        FeedbackCommand command = FeedbackCommand.newBuilder(raw).setBody(card).build();

        assertThat(none.mask(command, new FieldErrors())).isSameAs(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[{}]",
                "[{\"field\":\"message\",\"kind\":\"card\",\"at\":[2,1]}]",
                "[{\"field\":\"message\",\"kind\":\"Secret word\",\"at\":[1,2]}]",
                "[{\"field\":\"message\",\"kind\":\"card\",\"at\":[1,2],\"value\":\"1\"}]",
                "[{\"field\":\"message\",\"kind\":\"card\",\"at\":[1,2]}] []",
                "[],\"status\":\"x\""
            })
    void shouldRefuse_whenAnotherProgramTellsNoListOfMaskedParts(String masked) {
        FeedbackCommand command = command("{\"user\":{\"id\":\"u\"},\"message\":\"m\",\"sentiment\":\"neutral\"}");
        FeedbackCommand claimed = FeedbackCommand.newBuilder(command)
                .setBody(Create.newBuilder((Create) command.getBody())
                        .setMasked(masked)
                        .build())
                .build();

        assertThat(FeedbackRules.check(claimed, System.currentTimeMillis()))
                .extracting(FieldError::field)
                .containsExactly("masked");
    }

    private Create accepted(String json) {
        return (Create) command(json).getBody();
    }

    private FeedbackCommand command(String json) {
        return ((Taken.Accepted) taken(json, Optional.empty())).command();
    }

    private Taken taken(String json, Optional<String> idempotencyKey) {
        try (JsonParser parser = Intake.JSON.createParser(json)) {
            return intake.create(parser, origin(idempotencyKey));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Origin origin(Optional<String> idempotencyKey) {
        return new Origin("default", Optional.empty(), idempotencyKey);
    }
}
