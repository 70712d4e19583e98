package dev.loop.schemas.intake;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JoinTheme;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.schemas.item.TaggedBy;
import dev.loop.schemas.item.ThemeId;
import dev.loop.schemas.text.FieldError;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a command must meet to be applied. The API checks them before it writes to the topic, and the ledger
 * checks everything that it reads from there: a program that writes past the API meets the same rules. Fields are named
 * as the JSON names them.
 */
public final class FeedbackRules {

    public static final int MESSAGE_LENGTH = 20_000;
    /** The limit of a tag, a plan or a source. */
    public static final int LABEL_LENGTH = 100;

    public static final int USER_ID_LENGTH = 200;
    public static final int EXTERNAL_ID_LENGTH = 255;
    public static final int REASON_LENGTH = 500;
    public static final int ACTOR_LENGTH = 200;
    public static final int METADATA_ENTRIES = 32;
    public static final int METADATA_KEY_LENGTH = 64;
    public static final int METADATA_VALUE_LENGTH = 1_024;

    /** The limit of {@code ageSeconds}. */
    public static final Duration OLDEST = Duration.ofDays(7);

    /** The limit for a sender's clock that runs ahead of the server's; a time further ahead would push stream time. */
    public static final Duration AHEAD = Duration.ofMinutes(5);

    /**
     * The earliest accepted time: an earlier one comes from a wrong clock, or has seconds where milliseconds belong.
     */
    public static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /**
     * Returns the errors of a command; empty if it is valid. {@code serverTimeMillis} is the time at which the command
     * reached the server.
     */
    public static List<FieldError> check(FeedbackCommand command, long serverTimeMillis) {
        var errors = new FieldErrors();
        if (!FeedbackId.isValid(command.getId())) {
            errors.add(
                    "id",
                    "is " + TextRules.quote(command.getId()) + ", which is not an item's id",
                    "use fb_ and 26 characters of Crockford's base 32 in lower case");
        }
        TextRules.label(errors, "project", command.getProject(), LABEL_LENGTH);
        time(errors, "at", command.getAt().toEpochMilli(), serverTimeMillis);
        command.getActor().ifPresent(actor -> TextRules.label(errors, "actor", actor, ACTOR_LENGTH));
        command.getReason().ifPresent(reason -> TextRules.text(errors, "reason", reason, REASON_LENGTH));
        Object body = command.getBody();
        if (body instanceof Create create) {
            create(errors, create, serverTimeMillis);
        } else if (body instanceof Update update) {
            update(errors, update);
        } else if (body instanceof Erase erase) {
            revision(errors, erase.getIfRevision().orElse(null));
        } else if (body instanceof Judge judge) {
            JudgementRules.judge(errors, judge);
        } else if (body instanceof JoinTheme join) {
            join.getTheme().ifPresent(theme -> theme(errors, theme));
        } else {
            errors.add("body", "is none of Create, Update, Erase, Judge, JoinTheme", "send one of them");
        }
        return errors.toList();
    }

    private static void theme(FieldErrors errors, String theme) {
        if (ThemeId.number(theme).isEmpty()) {
            errors.add("theme", "is " + TextRules.quote(theme), "use the id of a theme, as in th_7");
        }
    }

    static void create(FieldErrors errors, Create create, long serverTimeMillis) {
        TextRules.label(errors, "user.id", create.getUserId(), USER_ID_LENGTH);
        TextRules.text(errors, "message", create.getMessage(), MESSAGE_LENGTH);
        JudgementRules.create(errors, create);
        optional(errors, "source", create.getSource().orElse(null), LABEL_LENGTH);
        optional(errors, "tag", create.getTag().orElse(null), LABEL_LENGTH);
        optional(errors, "plan", create.getPlan().orElse(null), LABEL_LENGTH);
        optional(errors, "externalId", create.getExternalId().orElse(null), EXTERNAL_ID_LENGTH);
        long createdAt = create.getCreatedAt().toEpochMilli();
        time(errors, "createdAt", createdAt, serverTimeMillis);
        create.getUpdatedAt()
                .ifPresent(updatedAt -> time(errors, "updatedAt", updatedAt.toEpochMilli(), serverTimeMillis));
        status(errors, create, createdAt, serverTimeMillis);
        metadata(errors, create.getMetadata());
        create.getMasked().ifPresent(masked -> MaskedParts.check(errors, masked));
    }

    private static void status(FieldErrors errors, Create create, long createdAt, long serverTimeMillis) {
        if (create.getStatus() == Status.UNKNOWN) {
            errors.add("status", "is unknown", "use one of open, resolved");
        }
        Instant resolvedAt = create.getResolvedAt().orElse(null);
        if (resolvedAt == null) {
            return;
        }
        if (create.getStatus() == Status.OPEN) {
            errors.add("resolvedAt", "is given although the status is open", "set status to resolved, or leave it out");
        }
        if (resolvedAt.toEpochMilli() < createdAt) {
            errors.add(
                    "resolvedAt",
                    "is " + Rfc3339.format(resolvedAt.toEpochMilli()) + ", before createdAt "
                            + Rfc3339.format(createdAt),
                    "nothing is resolved before it is said; check both times and their zones");
        } else {
            time(errors, "resolvedAt", resolvedAt.toEpochMilli(), serverTimeMillis);
        }
    }

    private static void update(FieldErrors errors, Update update) {
        if (update.getStatus().isEmpty()
                && update.getTag().isEmpty()
                && update.getSentiment().isEmpty()
                && update.getPlan().isEmpty()) {
            errors.add("", "changes nothing", "set at least one of status, tag, sentiment, plan");
        }
        if (update.getStatus().filter(Status.UNKNOWN::equals).isPresent()) {
            errors.add("status", "is unknown", "use one of open, resolved");
        }
        if (update.getSentiment().filter(Sentiment.UNKNOWN::equals).isPresent()) {
            errors.add("sentiment", "is unknown", "use one of positive, neutral, negative");
        }
        // The empty string removes the value, so it is allowed here.
        optional(errors, "tag", update.getTag().filter(t -> !t.isEmpty()).orElse(null), LABEL_LENGTH);
        optional(errors, "plan", update.getPlan().filter(p -> !p.isEmpty()).orElse(null), LABEL_LENGTH);
        if (update.getTaggedBy().isPresent()
                && (update.getTag().isEmpty()
                        || TaggedBy.of(update.getTaggedBy()).isEmpty())) {
            errors.add(
                    "taggedBy",
                    "is no word of a tag rule, or stands without tag",
                    "leave it out: tag rules name themselves in it, as in exports@0f3a91b2c4d5");
        }
        revision(errors, update.getIfRevision().orElse(null));
    }

    private static void metadata(FieldErrors errors, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return;
        }
        if (metadata.size() > METADATA_ENTRIES
                && OtherName.sent(metadata) - BatchMarks.in(metadata) - UserClaim.in(metadata) > METADATA_ENTRIES) {
            errors.add(
                    "metadata",
                    "has " + metadata.size() + " entries",
                    "keep at most " + METADATA_ENTRIES
                            + ", or fold some into one value; a rating is two of them, several"
                            + " tags are one, and so is each member of user beside its id");
            return;
        }
        metadata.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > METADATA_KEY_LENGTH) {
                // The key is part of the message and not of the field's name, where its length could not be shown.
                errors.add(
                        "metadata",
                        "has the key " + TextRules.quote(key) + " of " + key.length() + " characters",
                        "use 1 to " + METADATA_KEY_LENGTH);
                return;
            }
            if (TextRules.isPlain(key) && TextRules.isPlain(value) && value.length() <= METADATA_VALUE_LENGTH) {
                return;
            }
            String field = "metadata." + key;
            TextRules.label(errors, field, key, METADATA_KEY_LENGTH);
            TextRules.text(errors, field, value, METADATA_VALUE_LENGTH);
        });
    }

    private static void optional(FieldErrors errors, String field, @Nullable String value, int longest) {
        if (value != null) {
            TextRules.label(errors, field, value, longest);
        }
    }

    private static void time(FieldErrors errors, String field, long millis, long serverTimeMillis) {
        if (millis > serverTimeMillis + AHEAD.toMillis()) {
            errors.add(
                    field,
                    "is " + Rfc3339.format(millis) + ", more than " + AHEAD.toMinutes()
                            + " minutes ahead of the server's clock " + Rfc3339.format(serverTimeMillis),
                    "set the sending clock, and check the zone and the year");
        } else if (millis < EARLIEST.toEpochMilli()) {
            errors.add(
                    field,
                    "is " + Rfc3339.format(millis) + ", before " + Rfc3339.format(EARLIEST.toEpochMilli()),
                    "check the sending clock, and that seconds were not taken for milliseconds");
        }
    }

    static void revision(FieldErrors errors, @Nullable Long revision) {
        if (revision != null && revision < 1) {
            errors.add("ifRevision", "is " + revision, "revisions begin at 1");
        }
    }

    private FeedbackRules() {}
}
