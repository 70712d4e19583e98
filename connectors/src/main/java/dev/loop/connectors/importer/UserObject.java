package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the user of an item, whose members come from columns of their own or from one object. */
final class UserObject {

    private final JsonGenerator out;
    private boolean open;

    UserObject(JsonGenerator out) {
        this.out = out;
    }

    void member(String name, String text) throws IOException {
        if (!open) {
            out.writeObjectFieldStart("user");
            open = true;
        }
        out.writeStringField(name, text);
    }

    /** Writes the members of an object that have no field of their own. Anything else than an object has none. */
    void members(@Nullable JsonNode user) throws IOException {
        if (!(user instanceof ObjectNode object)) {
            return;
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (!value.isNull() && !member.getKey().equals("id")) {
                member(member.getKey(), value.isContainerNode() ? value.toString() : value.asText());
            }
        }
    }

    void end() throws IOException {
        if (open) {
            out.writeEndObject();
            open = false;
        }
    }
}
