package dev.loop.api.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.PublishableKey;
import dev.loop.schemas.text.Base32;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer in the making: as the link that opened the page says, or as the page was sent. A part is empty where it is
 * absent. What a link says wrongly is left out, since the person who follows it cannot correct it.
 *
 * @param nonce names the opened page, so that sending it again is the same item
 * @param opened when the page was opened, in milliseconds by the clock of the server that showed it
 * @param website a field that no person sees
 */
record FormAnswer(
        String value,
        String message,
        String user,
        String userHash,
        String ref,
        String nonce,
        long opened,
        String website) {

    /** The limit of what a person writes. */
    static final int MESSAGE_LENGTH = 4_000;

    private static final int REF_LENGTH = 200;
    private static final int WEBSITE_LENGTH = 100;
    private static final int NONCE_BYTES = 13;
    private static final int NONCE_CHARACTERS = 20;
    private static final Pattern NONCE = Pattern.compile("[0-9a-z]{" + NONCE_CHARACTERS + "}");
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern TIME = Pattern.compile("\\d{1,15}");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a link. Other parameters mean nothing here: mail tools add their own. */
    static FormAnswer linked(AnswerScale scale, Map<String, String> parameters, Instant now) {
        return read(scale, parameters, freshNonce(), now.toEpochMilli());
    }

    /** Reads the fields of a page that was sent. */
    static FormAnswer sent(AnswerScale scale, Map<String, String> fields) {
        String nonce = fields.getOrDefault("nonce", "");
        String opened = fields.getOrDefault("opened", "");
        return read(
                scale,
                fields,
                NONCE.matcher(nonce).matches() ? nonce : "",
                TIME.matcher(opened).matches() ? Long.parseLong(opened) : Long.MAX_VALUE);
    }

    private static FormAnswer read(AnswerScale scale, Map<String, String> given, String nonce, long opened) {
        String value = given.getOrDefault("value", "");
        String hash = given.getOrDefault("userHash", "");
        return new FormAnswer(
                scale.answers().contains(value) ? value : "",
                // A browser sends each line end as CR and LF.
                given.getOrDefault("message", "")
                        .replace("\r\n", "\n")
                        .replace("\0", "")
                        .strip(),
                label(given.getOrDefault("user", ""), FeedbackRules.USER_ID_LENGTH),
                HASH.matcher(hash).matches() ? hash : "",
                label(given.getOrDefault("ref", ""), REF_LENGTH),
                nonce,
                opened,
                shortened(given.getOrDefault("website", "")));
    }

    /** Returns what a program wrote in the hidden field as one short line, so that it is set aside and not refused. */
    private static String shortened(String text) {
        String line = text.replaceAll("[\\p{C}\\s]+", " ").strip();
        return line.substring(
                0, line.offsetByCodePoints(0, Math.min(WEBSITE_LENGTH, line.codePointCount(0, line.length()))));
    }

    private static String label(String text, int longest) {
        var errors = new FieldErrors();
        TextRules.label(errors, "", text.strip(), longest);
        return errors.isEmpty() ? text.strip() : "";
    }

    private static String freshNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base32.encode(bytes, 0, NONCE_CHARACTERS);
    }

    /** Returns the same answer as a page shows it that is opened now. */
    FormAnswer reopened(Instant now) {
        return new FormAnswer(value, message, user, userHash, ref, freshNonce(), now.toEpochMilli(), "");
    }

    /** Returns the name of the words that tell what is missing; empty if nothing is. */
    Optional<String> problem(AnswerScale scale) {
        if (nonce.isEmpty()) {
            return Optional.of("again");
        }
        if (value.isEmpty() && !scale.answers().isEmpty()) {
            return Optional.of("choose");
        }
        if (message.isEmpty() && scale.answers().isEmpty()) {
            return Optional.of("write");
        }
        return message.codePointCount(0, message.length()) > MESSAGE_LENGTH ? Optional.of("long") : Optional.empty();
    }

    /**
     * Returns the name under which the answer is one item. Another choice under the same nonce, after a step back in the
     * browser, is another answer.
     */
    String idempotencyKey() {
        return nonce + "." + value;
    }

    /** Returns the item as a page would send it to {@code POST /v1/feedback} with the form's key. */
    byte[] item(Form form, Instant now) {
        AnswerScale scale = AnswerScale.of(form.getKind());
        ObjectNode item = JSON.createObjectNode();
        item.putObject("user").put("id", user.isEmpty() ? "anon-" + nonce : user);
        if (!user.isEmpty() && !userHash.isEmpty()) {
            item.put("userHash", userHash);
        }
        item.put("message", form.getComment() ? message : "");
        scale.write(value, item);
        if (!form.getTags().isEmpty()) {
            ArrayNode tags = item.putArray("tags");
            form.getTags().forEach(tags::add);
        }
        ObjectNode metadata = item.putObject("metadata");
        form.getMetadata().forEach(metadata::put);
        metadata.put(PublishableKey.FORM, form.getName());
        if (!ref.isEmpty()) {
            metadata.put("ref", ref);
        }
        item.putObject("check").put("website", website).put("openMillis", Math.max(0, now.toEpochMilli() - opened));
        try {
            return JSON.writeValueAsBytes(item);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
