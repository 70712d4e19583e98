package dev.loop.api.release;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.Rfc3339;
import dev.loop.schemas.text.TextList;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a release from a request body. */
final class ReleaseBody {

    static final int VERSION_LENGTH = 100;

    private static final int TITLE_LENGTH = 200;
    private static final int NOTES_LENGTH = 20_000;
    private static final int MOST_TAGS = 100;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final List<String> FIELDS = List.of("releasedAt", "title", "notes", "tags");

    private static final ObjectReader READER = new ObjectMapper(Intake.JSON)
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    /** Reads a release, and adds what is wrong to {@code errors}; the release is valid only if there are none. */
    static Release read(byte[] body, String project, String version, Instant now, FieldErrors errors)
            throws IOException {
        JsonNode root = READER.readValue(body);
        if (!root.isObject()) {
            errors.add("", "is not an object", "send {\"releasedAt\":…,\"title\":…,\"notes\":…,\"tags\":[…]}");
        }
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                errors.add(
                        name,
                        "is not a field of a release",
                        Nearest.to(name, FIELDS)
                                        .map(n -> "did you mean " + n + "? ")
                                        .orElse("") + "Known are " + String.join(", ", FIELDS));
            }
        }
        version(version, errors);
        Instant releasedAt = releasedAt(root.path("releasedAt"), errors);
        String title = text(root, "title", errors);
        if (title != null) {
            TextRules.label(errors, "title", title, TITLE_LENGTH);
        }
        String notes = text(root, "notes", errors);
        if (notes != null) {
            TextRules.text(errors, "notes", notes, NOTES_LENGTH);
        }
        return new Release(
                project, version, title, notes, releasedAt, List.copyOf(tags(root.path("tags"), errors)), now);
    }

    /** Checks a version. It is a part of paths: no white space, no slash, no invisible characters. */
    private static void version(String version, FieldErrors errors) {
        TextRules.label(errors, "version", version, VERSION_LENGTH);
        boolean visible = version.codePoints()
                .noneMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT
                        || c == '/');
        if (!visible) {
            errors.add(
                    "version",
                    "is " + TextRules.quote(version) + ", with white space, a slash or an invisible character",
                    "use visible characters only, as in 2.0 or 2026-06-19.3");
        }
    }

    private static Instant releasedAt(JsonNode node, FieldErrors errors) {
        if (node.isMissingNode() || node.isNull()) {
            errors.add("releasedAt", "is missing", "send the time of the release, as in \"2026-06-19T14:00:00Z\"");
            return EARLIEST;
        }
        OptionalLong millis = node.isTextual() ? Rfc3339.parse(node.textValue()) : OptionalLong.empty();
        if (millis.isEmpty()) {
            errors.add(
                    "releasedAt",
                    "is " + TextRules.quote(node.asText()) + ", which is not a time",
                    "use RFC 3339 with a zone, as in \"2026-06-19T14:00:00Z\"");
            return EARLIEST;
        }
        Instant at = Instant.ofEpochMilli(millis.getAsLong());
        if (at.isBefore(EARLIEST)) {
            errors.add(
                    "releasedAt",
                    "is " + TextRules.quote(node.asText()) + ", before the year 2000",
                    "check the year and the unit");
        }
        return at;
    }

    private static @Nullable String text(JsonNode root, String field, FieldErrors errors) {
        JsonNode node = root.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            errors.add(field, "is not text", "send text, in double quotes");
            return null;
        }
        String value = node.textValue().strip();
        return value.isEmpty() ? null : value;
    }

    private static Set<String> tags(JsonNode node, FieldErrors errors) {
        return TextList.read(node, "tags", "[\"exports\",\"billing\"]", MOST_TAGS, FeedbackRules.LABEL_LENGTH, errors);
    }

    private ReleaseBody() {}
}
