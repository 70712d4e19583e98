package dev.loop.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Speaks to a schema registry over HTTP: Confluent's, ours, or another that answers the same calls.
 *
 * <p>Made by {@link SchemaRegistryClient#from}. Ids and schemas are remembered for ever, since they cannot change, and
 * an id that the registry does not know for five seconds, so that a flood of poison does not become a flood of requests.
 */
public final class HttpSchemaRegistryClient implements SchemaRegistryClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration UNKNOWN_KEPT = Duration.ofSeconds(5);
    private static final int UNKNOWN_MOST = 1_000;
    private static final int IDS_MOST = 1_000;

    private final RegistryCalls calls;
    private final LongSupplier nanoTime;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<SubjectText, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unknownSince = new ConcurrentHashMap<>();

    private record SubjectText(String subject, String text) {}

    HttpSchemaRegistryClient(HttpSettings settings) {
        this(settings, System::nanoTime);
    }

    HttpSchemaRegistryClient(HttpSettings settings, LongSupplier nanoTime) {
        this.calls = new RegistryCalls(settings);
        this.nanoTime = nanoTime;
    }

    @Override
    public int register(String subject, Schema schema) {
        return idBy("/subjects/" + encoded(subject) + "/versions", subject, schema);
    }

    @Override
    public int idFor(String subject, Schema schema) {
        return idBy("/subjects/" + encoded(subject), subject, schema);
    }

    private int idBy(String path, String subject, Schema schema) {
        SubjectText key = new SubjectText(subject, SchemaText.of(schema));
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        ObjectNode body = JSON.createObjectNode().put("schema", key.text());
        int id = required(calls.post(path, body.toString()), "id").asInt();
        if (ids.size() >= IDS_MOST) {
            ids.clear();
        }
        ids.put(key, id);
        return id;
    }

    @Override
    public Schema schemaById(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Long since = unknownSince.get(id);
        if (since != null && nanoTime.getAsLong() - since < UNKNOWN_KEPT.toNanos()) {
            throw new UnknownSchemaIdException(id);
        }
        JsonNode answer;
        try {
            answer = calls.get("/schemas/ids/" + Integer.toUnsignedString(id));
        } catch (RegistryRefusedException e) {
            if (e.errorCode() != RegistryRefusedException.SCHEMA_NOT_FOUND) {
                throw new RegistryUnavailableException("schema " + id + " was not answered: " + e.getMessage(), e);
            }
            if (unknownSince.size() >= UNKNOWN_MOST) {
                unknownSince.clear();
            }
            unknownSince.put(id, nanoTime.getAsLong());
            throw new UnknownSchemaIdException(id);
        }
        unknownSince.remove(id);
        Schema schema = parsed(answer, "schema " + id);
        schemas.put(id, schema);
        return schema;
    }

    @Override
    public RegisteredSchema latest(String subject) {
        JsonNode answer = calls.get("/subjects/" + encoded(subject) + "/versions/latest");
        return new RegisteredSchema(
                subject,
                required(answer, "version").asInt(),
                required(answer, "id").asInt(),
                parsed(answer, "the newest schema of '" + subject + "'"));
    }

    private Schema parsed(JsonNode answer, String what) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new MalformedRecordException(what + " is " + type + " and not Avro");
        }
        try {
            Schema.Parser parser = SchemaText.lenientParser();
            addReferences(answer, parser);
            return parser.parse(required(answer, "schema").asText());
        } catch (AvroRuntimeException e) {
            throw new MalformedRecordException(what + " is not a valid Avro schema: " + e.getMessage(), e);
        }
    }

    /** A schema may use types that are registered by themselves, and those may too. */
    private void addReferences(JsonNode answer, Schema.Parser parser) {
        for (JsonNode reference : answer.path("references")) {
            if (parser.getTypes().containsKey(reference.path("name").asText())) {
                continue;
            }
            JsonNode referenced = calls.get(
                    "/subjects/" + encoded(required(reference, "subject").asText()) + "/versions/"
                            + required(reference, "version").asInt() + "?deleted=true");
            addReferences(referenced, parser);
            parser.parse(required(referenced, "schema").asText());
        }
    }

    private static JsonNode required(JsonNode answer, String field) {
        JsonNode value = answer.path(field);
        if (value.isMissingNode()) {
            throw new RegistryUnavailableException("the schema registry's answer has no '" + field
                    + "': is schema.registry.url the address of a schema registry?");
        }
        return value;
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
