package dev.loop.schemas.intake;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.mask.Mask;
import dev.loop.schemas.mask.Masked;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.FieldErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Masks a command, whichever door it came by: at the intake, and again in the ledger for programs that write to the
 * topic. What is masked already stays as it is, so the second time changes nothing.
 *
 * <p>Names cannot be masked, since two of them would become one: a user's id, an external id and a key of metadata that
 * hold such a number are errors. What the rules said of a message that is masked is gone, and {@link ProjectRules} judge
 * it anew.
 */
public final class CommandMask {

    static {
        TrustedRecords.install();
    }

    private static final String REMEDY =
            "use a name that tells nothing of a person, such as a random one; where all names look so, start Loop with --mask ssn";

    private final Masking masking;

    public CommandMask(Masking masking) {
        this.masking = masking;
    }

    /** @return the command itself if it holds nothing to mask */
    public FeedbackCommand mask(FeedbackCommand command, FieldErrors errors) {
        String reason = command.getReason().map(this::text).orElse(null);
        Object body = command.getBody();
        Object masked = body;
        if (body instanceof Create create) {
            masked = create(create, errors);
        } else if (body instanceof Update update) {
            masked = update(update);
        }
        if (masked == body && is(reason, command.getReason())) {
            return command;
        }
        return FeedbackCommand.newBuilder(command)
                .setReason(reason)
                .setBody(masked)
                .build();
    }

    /** Adds an error if a name holds a number that may not be kept. */
    public void name(String field, String name, FieldErrors errors) {
        List<Mask> masks = masking.mask(name).masks();
        if (!masks.isEmpty()) {
            errors.add(
                    field,
                    "holds what looks like a number of kind " + masks.get(0).kind(),
                    REMEDY);
        }
    }

    private Create create(Create create, FieldErrors errors) {
        name("user.id", create.getUserId(), errors);
        create.getExternalId().ifPresent(id -> name("externalId", id, errors));
        create.getMetadata().keySet().forEach(key -> name("metadata", key, errors));
        List<MaskedPart> parts = new ArrayList<>(0);
        String message = part("message", create.getMessage(), parts);
        String source = part("source", create.getSource(), parts);
        String tag = part("tag", create.getTag(), parts);
        String plan = part("plan", create.getPlan(), parts);
        Map<String, String> metadata = metadata(create.getMetadata(), parts);
        if (parts.isEmpty()) {
            return create;
        }
        Create.Builder masked = Create.newBuilder(create);
        if (create.getJudgedBy().filter(JudgedBy.RULES::equals).isPresent() && message != create.getMessage()) {
            // The rules explain a verdict by the message as it is kept, and so they judge that one anew.
            masked.setSentiment(null).setJudgedBy(null).setJudgedVersion(null).setUnsure(false);
        }
        return masked.setMessage(message)
                .setSource(source)
                .setTag(tag)
                .setPlan(plan)
                .setMetadata(metadata)
                .setMasked(MaskedParts.text(create.getMasked(), parts))
                .build();
    }

    private Map<String, String> metadata(Map<String, String> metadata, List<MaskedPart> parts) {
        Map<String, String> masked = metadata;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            String value = part("metadata." + entry.getKey(), entry.getValue(), parts);
            if (value != entry.getValue()) {
                masked = masked == metadata ? new LinkedHashMap<>(metadata) : masked;
                masked.put(entry.getKey(), value);
            }
        }
        return masked;
    }

    private Update update(Update update) {
        String tag = update.getTag().map(this::text).orElse(null);
        String plan = update.getPlan().map(this::text).orElse(null);
        if (is(tag, update.getTag()) && is(plan, update.getPlan())) {
            return update;
        }
        return Update.newBuilder(update).setTag(tag).setPlan(plan).build();
    }

    private @Nullable String part(String field, Optional<String> text, List<MaskedPart> parts) {
        return text.isEmpty() ? null : part(field, text.get(), parts);
    }

    private String part(String field, String text, List<MaskedPart> parts) {
        Masked masked = masking.mask(text);
        for (Mask mask : masked.masks()) {
            parts.add(new MaskedPart(field, mask.kind(), mask.from(), mask.to()));
        }
        return masked.text();
    }

    private String text(String text) {
        return masking.mask(text).text();
    }

    private static boolean is(@Nullable String masked, Optional<String> before) {
        return masked == before.orElse(null);
    }
}
