package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns JSON into commands: the one boundary that every item crosses. It finds all errors of an item at once.
 *
 * <p>Malformed JSON throws Jackson's {@code JsonProcessingException}; an invalid item is {@link Taken.Refused}. The
 * parser is left on the last token of the item. Safe for many threads.
 */
public final class Intake {

    /** The limit of nesting: deeper than any item, shallow enough to cost nothing. */
    private static final int DEEPEST = 32;

    /**
     * The limit of a text: above what an item may hold, so that too long a text is reported by its field; below what
     * would hurt.
     */
    private static final int LONGEST_TEXT = 1_000_000;

    /**
     * The factory for JSON from strangers: it limits depth and length, and has no cache that their field names could
     * fill.
     */
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

    /** The fields of an item that a sender may give, by their names in JSON. */
    public static final List<String> FIELDS = CreateDraft.FIELDS;

    private final Clock clock;
    private final Retention retention;
    private final UserProof users;
    private final ProjectMasks masks;
    private final ProjectRules rules;

    public Intake(Clock clock) {
        this(clock, Retention.FOREVER, UserProof.NONE, ProjectMasks.of(Masking.usual()), ProjectRules.SHIPPED);
    }

    public Intake(Clock clock, Retention retention, UserProof users, ProjectMasks masks, ProjectRules rules) {
        this.clock = clock;
        this.retention = retention;
        this.users = users;
        this.masks = masks;
        this.rules = rules;
    }

    /** Reads an item to be created. The parser stands on, or right before, its first token. */
    public Taken create(JsonParser parser, Origin origin) throws IOException {
        return create(parser, origin, false);
    }

    /**
     * Reads the state of an item, which is created or brought to that state; {@code updatedAt} says which of two states
     * is newer.
     */
    public Taken upsert(JsonParser parser, Origin origin) throws IOException {
        return create(parser, origin, true);
    }

    private Taken create(JsonParser parser, Origin origin, boolean upsert) throws IOException {
        var errors = new FieldErrors();
        long now = clock.millis();
        var draft = new CreateDraft(errors, origin.publishable());
        if (upsert) {
            draft.upserts();
        }
        if (!JsonFields.object(parser, errors, draft::field)) {
            return new Taken.Refused(errors.toList());
        }
        Optional<Create> create = draft.finish(Instant.ofEpochMilli(now), now, rules.of(origin.project()));
        create.ifPresent(made -> checkRetention(made, draft.timeField(), origin.project(), now, errors));
        if (create.isEmpty() || !errors.isEmpty()) {
            return new Taken.Refused(errors.toList());
        }
        Create made = origin.publishable().isPresent()
                ? UserClaim.on(create.get(), isProven(create.get(), draft, origin))
                : create.get();
        Optional<String> externalId = made.getExternalId();
        String id = id(made, origin);
        boolean named = externalId.isPresent() || origin.idempotencyKey().isPresent();
        var command = new FeedbackCommand(
                id, origin.project(), Instant.ofEpochMilli(now), origin.actor().orElse(null), null, made);
        CommandMask mask = masks.of(origin.project());
        FeedbackCommand masked = judged(mask.mask(command, errors));
        origin.idempotencyKey().ifPresent(key -> mask.name("Idempotency-Key", key, errors));
        return errors.isEmpty()
                ? new Taken.Accepted(masked, named, draft.suspicion())
                : new Taken.Refused(errors.toList());
    }

    /** Returns an item with a verdict of the rules, if the one that it had was of words that were taken out. */
    private FeedbackCommand judged(FeedbackCommand command) {
        Create create = (Create) command.getBody();
        Create judged = rules.judged(command.getProject(), create);
        return judged == create
                ? command
                : FeedbackCommand.newBuilder(command).setBody(judged).build();
    }

    private boolean isProven(Create create, CreateDraft draft, Origin origin) {
        return draft.userHash()
                .filter(hash -> users.holds(origin.project(), create.getUserId(), hash))
                .isPresent();
    }

    private static String id(Create create, Origin origin) {
        if (create.getExternalId().isPresent()) {
            return FeedbackId.derived(
                    origin.project(),
                    FeedbackId.Kind.EXTERNAL_ID,
                    create.getExternalId().get());
        }
        if (origin.idempotencyKey().isEmpty()) {
            return FeedbackId.random();
        }
        String key = origin.idempotencyKey().get();
        return origin.publishable()
                .map(page -> FeedbackId.ofPage(origin.project(), page.id(), key, create))
                .orElseGet(() -> FeedbackId.derived(origin.project(), FeedbackId.Kind.IDEMPOTENCY_KEY, key));
    }

    private void checkRetention(Create create, String field, String project, long now, FieldErrors errors) {
        retention.of(project).ifPresent(kept -> {
            long earliest = now - kept.toMillis();
            long createdAt = create.getCreatedAt().toEpochMilli();
            if (createdAt < earliest) {
                errors.add(
                        field,
                        "is " + Rfc3339.format(createdAt) + ", and the project keeps items since "
                                + Rfc3339.format(earliest),
                        "leave older items out, or start with a longer --retention-days");
            }
        });
    }

    /** Reads a change of a known item; {@code ifRevision} limits it to that revision. */
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
        // An unreadable field is no change, and must not count as a second error.
        if (errors.isEmpty()) {
            FeedbackRules.check(command, now.toEpochMilli())
                    .forEach(error -> errors.add(error.field(), error.problem(), error.remedy()));
        }
        return errors.isEmpty()
                ? new Taken.Accepted(masks.of(origin.project()).mask(command, errors), true)
                : new Taken.Refused(errors.toList());
    }

    /** Returns whether anything but white space follows what was read. */
    public static boolean hasMore(JsonParser parser) throws IOException {
        JsonToken next = parser.nextToken();
        return next != null;
    }
}
