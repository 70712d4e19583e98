package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Update;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * JSON in, command out: the one boundary that every item crosses. Finds everything that is wrong with an item at once.
 *
 * <p>Malformed JSON throws Jackson's {@code JsonProcessingException}; JSON that says something impossible is
 * {@link Taken.Refused}. The parser is left on the last token of the item. Safe for many threads.
 */
public final class Intake {

    /** Deeper than any item, shallow enough to cost nothing. */
    private static final int DEEPEST = 32;

    /** Above what an item may hold, so that a text that is too long is told by its field; below what would hurt. */
    private static final int LONGEST_TEXT = 1_000_000;

    /** Fit for what strangers send: limits on depth and length, and no cache that their field names could fill. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(com.fasterxml.jackson.core.JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Clock clock;
    private final Retention retention;

    public Intake(Clock clock) {
        this(clock, Retention.FOREVER);
    }

    public Intake(Clock clock, Retention retention) {
        this.clock = clock;
        this.retention = retention;
    }

    /** An item to be created. The parser stands on, or right before, its first token. */
    public Taken create(JsonParser parser, Origin origin) throws IOException {
        return create(parser, origin, false);
    }

    /** The state of an item, to be created or to be brought to it; its {@code updatedAt} says which state is newer. */
    public Taken upsert(JsonParser parser, Origin origin) throws IOException {
        return create(parser, origin, true);
    }

    private Taken create(JsonParser parser, Origin origin, boolean upsert) throws IOException {
        var errors = new FieldErrors();
        long now = clock.millis();
        var draft = new CreateDraft(errors);
        if (upsert) {
            draft.upserts();
        }
        if (!JsonFields.object(parser, errors, draft::field)) {
            return new Taken.Refused(errors.toList());
        }
        Optional<Create> create = draft.finish(Instant.ofEpochMilli(now), now);
        create.ifPresent(made -> checkRetention(made, origin.project(), now, errors));
        if (create.isEmpty() || !errors.isEmpty()) {
            return new Taken.Refused(errors.toList());
        }
        Optional<String> externalId = create.get().getExternalId();
        String id;
        if (externalId.isPresent()) {
            id = FeedbackId.derived(origin.project(), FeedbackId.Kind.EXTERNAL_ID, externalId.get());
        } else if (origin.idempotencyKey().isPresent()) {
            id = FeedbackId.derived(
                    origin.project(),
                    FeedbackId.Kind.IDEMPOTENCY_KEY,
                    origin.idempotencyKey().get());
        } else {
            id = FeedbackId.random();
        }
        boolean named = externalId.isPresent() || origin.idempotencyKey().isPresent();
        var command = new FeedbackCommand(
                id, origin.project(), Instant.ofEpochMilli(now), origin.actor().orElse(null), null, create.get());
        return new Taken.Accepted(command, named);
    }

    private void checkRetention(Create create, String project, long now, FieldErrors errors) {
        retention.of(project).ifPresent(kept -> {
            long earliest = now - kept.toMillis();
            long createdAt = create.getCreatedAt().toEpochMilli();
            if (createdAt < earliest) {
                errors.add(
                        "createdAt",
                        "is " + Rfc3339.format(createdAt) + ", and the project keeps items since "
                                + Rfc3339.format(earliest),
                        "leave older items out, or start with a longer --retention-days");
            }
        });
    }

    /** A change of a known item; {@code ifRevision} where only that revision is meant. */
    public Taken update(JsonParser parser, String id, Origin origin, Optional<Long> ifRevision) throws IOException {
        var errors = new FieldErrors();
        var draft = new UpdateDraft(errors);
        if (!JsonFields.object(parser, errors, draft::field)) {
            return new Taken.Refused(errors.toList());
        }
        Update update = draft.finish(ifRevision);
        Instant now = clock.instant();
        var command =
                new FeedbackCommand(id, origin.project(), now, origin.actor().orElse(null), draft.reason(), update);
        // What could not be read is no change; do not call that a second error.
        if (errors.isEmpty()) {
            FeedbackRules.check(command, now.toEpochMilli())
                    .forEach(error -> errors.add(error.field(), error.problem(), error.remedy()));
        }
        return errors.isEmpty() ? new Taken.Accepted(command, true) : new Taken.Refused(errors.toList());
    }

    /** Whether anything but white space follows what was read. */
    public static boolean hasMore(JsonParser parser) throws IOException {
        JsonToken next = parser.nextToken();
        return next != null;
    }
}
