package dev.loop.api.account;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.Nearest;
import dev.loop.schemas.text.TextList;
import dev.loop.schemas.text.TextRules;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an account from a request body: name, plan, users. */
final class AccountBody {

    private static final int NAME_LENGTH = 200;
    private static final int MOST_USERS = 10_000;
    private static final List<String> FIELDS = List.of("name", "plan", "users");

    private static final ObjectReader READER = new ObjectMapper(Intake.JSON)
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    static Account read(byte[] body, String project, String id, Instant now, FieldErrors errors) throws IOException {
        JsonNode root = READER.readValue(body);
        if (!root.isObject()) {
            errors.add("", "is not an object", "send {\"name\":…,\"plan\":…,\"users\":[…]}");
        }
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                errors.add(
                        name,
                        "is not a field of an account",
                        Nearest.to(name, FIELDS)
                                        .map(n -> "did you mean " + n + "? ")
                                        .orElse("") + "Known are " + String.join(", ", FIELDS));
            }
        }
        String name = label(root, "name", NAME_LENGTH, errors);
        String plan = label(root, "plan", FeedbackRules.LABEL_LENGTH, errors);
        return new Account(id, project, name, plan, List.copyOf(users(root.path("users"), errors)), now);
    }

    private static @Nullable String label(JsonNode root, String field, int longest, FieldErrors errors) {
        JsonNode node = root.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            errors.add(field, "is not text", "send text, in double quotes");
            return null;
        }
        String value = node.textValue().strip();
        if (value.isEmpty()) {
            return null;
        }
        TextRules.label(errors, field, value, longest);
        return value;
    }

    private static Set<String> users(JsonNode node, FieldErrors errors) {
        return TextList.read(node, "users", "[\"u_1\",\"u_2\"]", MOST_USERS, FeedbackRules.USER_ID_LENGTH, errors);
    }

    private AccountBody() {}
}
