package dev.loop.schemas.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads a list of short texts, such as the users of an account or the tags of a release. Duplicates count once. */
public final class TextList {

    /**
     * @param example a valid list, for the error message
     * @param most entries
     * @param longest characters of one
     */
    public static Set<String> read(
            JsonNode node, String field, String example, int most, int longest, FieldErrors errors) {
        var texts = new LinkedHashSet<String>();
        if (node.isMissingNode() || node.isNull()) {
            return texts;
        }
        if (!node.isArray()) {
            errors.add(field, "is not a list", "send a list, as in " + example);
            return texts;
        }
        if (node.size() > most) {
            errors.add(field, "has " + node.size() + " entries", "send at most " + most);
            return texts;
        }
        for (int i = 0; i < node.size(); i++) {
            String entry = field + "[" + i + "]";
            if (!node.get(i).isTextual()) {
                errors.add(entry, "is not text", "send text in double quotes");
                continue;
            }
            String text = node.get(i).textValue().strip();
            TextRules.label(errors, entry, text, longest);
            texts.add(text);
        }
        return texts;
    }

    private TextList() {}
}
