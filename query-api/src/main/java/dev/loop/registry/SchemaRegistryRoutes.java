package dev.loop.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.wire.RegistryUnavailableException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST calls of Confluent's schema registry, for Avro: subjects, versions, ids, compatibility, levels; modes can be
 * read. Answers, error codes and content type are Confluent's (docs.confluent.io, "Schema Registry API Reference").
 *
 * <p>{@code normalize=true} changes nothing: schemas are always kept in Avro's own way of writing them. The code that
 * mounts this checks the caller.
 */
public final class SchemaRegistryRoutes {

    /** The content type of all answers. */
    public static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryRoutes.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry registry;

    public SchemaRegistryRoutes(EmbeddedSchemaRegistry registry) {
        this(registry.registry());
    }

    SchemaRegistryRoutes(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** Takes the calls and serves them. */
    public interface Surface {
        void add(HandlerType method, String path, Handler handler);
    }

    /** @param prefix where the calls begin, such as {@code /registry}; empty for the root */
    public void mount(Surface routes, String prefix) {
        routes.add(HandlerType.GET, prefix + "/", answer(context -> JSON.createObjectNode()));
        routes.add(HandlerType.GET, prefix + "/contexts", answer(context -> strings(List.of("."))));

        String subjects = prefix + "/subjects";
        routes.add(HandlerType.GET, subjects, answer(this::subjects));
        routes.add(HandlerType.POST, subjects + "/{subject}", answer(this::lookUp));
        routes.add(
                HandlerType.DELETE,
                subjects + "/{subject}",
                answer(context -> numbers(registry.deleteSubject(subject(context), flag(context, "permanent")))));
        routes.add(HandlerType.GET, subjects + "/{subject}/versions", answer(this::versions));
        routes.add(HandlerType.POST, subjects + "/{subject}/versions", answer(this::register));
        routes.add(
                HandlerType.GET, subjects + "/{subject}/versions/{version}", answer(context -> json(version(context))));
        routes.add(HandlerType.DELETE, subjects + "/{subject}/versions/{version}", answer(this::deleteVersion));
        routes.add(
                HandlerType.GET,
                subjects + "/{subject}/versions/{version}/schema",
                answer(context -> text(version(context).body())));
        routes.add(
                HandlerType.GET,
                subjects + "/{subject}/versions/{version}/referencedby",
                answer(context -> numbers(registry.referencedBy(version(context)))));

        String schemas = prefix + "/schemas";
        routes.add(HandlerType.GET, schemas, answer(this::schemas));
        routes.add(HandlerType.GET, schemas + "/types", answer(context -> strings(List.of("AVRO"))));
        routes.add(HandlerType.GET, schemas + "/ids/{id}", answer(this::schemaById));
        routes.add(HandlerType.GET, schemas + "/ids/{id}/schema", answer(context -> text(registry.body(id(context)))));
        routes.add(HandlerType.GET, schemas + "/ids/{id}/subjects", answer(this::subjectsOfId));
        routes.add(HandlerType.GET, schemas + "/ids/{id}/versions", answer(this::versionsOfId));

        String compatibility = prefix + "/compatibility/subjects/{subject}/versions";
        routes.add(HandlerType.POST, compatibility, answer(this::compatibility));
        routes.add(HandlerType.POST, compatibility + "/{version}", answer(this::compatibility));

        String config = prefix + "/config";
        routes.add(HandlerType.GET, config, answer(context -> level("compatibilityLevel", registry.level())));
        routes.add(HandlerType.PUT, config, answer(context -> setLevel(context, Optional.empty())));
        routes.add(
                HandlerType.DELETE,
                config,
                answer(context -> level("compatibilityLevel", registry.removeLevel(Optional.empty()))));
        routes.add(
                HandlerType.GET,
                config + "/{subject}",
                answer(context -> level(
                        "compatibilityLevel", registry.level(subject(context), flag(context, "defaultToGlobal")))));
        routes.add(
                HandlerType.PUT,
                config + "/{subject}",
                answer(context -> setLevel(context, Optional.of(subject(context)))));
        routes.add(
                HandlerType.DELETE,
                config + "/{subject}",
                answer(context -> level("compatibilityLevel", registry.removeLevel(Optional.of(subject(context))))));

        String mode = prefix + "/mode";
        routes.add(
                HandlerType.GET, mode, answer(context -> JSON.createObjectNode().put("mode", registry.mode())));
        routes.add(
                HandlerType.GET,
                mode + "/{subject}",
                answer(context -> JSON.createObjectNode()
                        .put("mode", registry.mode(subject(context), flag(context, "defaultToGlobal")))));
    }

    private JsonNode subjects(Context context) {
        String prefix = Optional.ofNullable(context.queryParam("subjectPrefix")).orElse("");
        boolean deletedOnly = flag(context, "deletedOnly");
        List<String> subjects = new ArrayList<>(registry.subjects(prefix, deletedOnly || flag(context, "deleted")));
        if (deletedOnly) {
            subjects.removeAll(registry.subjects(prefix, false));
        }
        return strings(subjects);
    }

    private JsonNode lookUp(Context context) {
        return json(registry.lookUp(subject(context), requested(context), flag(context, "deleted")));
    }

    private JsonNode register(Context context) {
        SubjectVersion version = registry.register(subject(context), requested(context));
        return JSON.createObjectNode()
                .put("id", version.id())
                .put("version", version.version())
                .put("schemaType", "AVRO")
                .put("schema", version.body().text());
    }

    private JsonNode versions(Context context) {
        boolean deletedOnly = flag(context, "deletedOnly");
        return numbers(registry.versions(subject(context), deletedOnly || flag(context, "deleted")).stream()
                .filter(version -> !deletedOnly || version.deleted())
                .map(SubjectVersion::version)
                .toList());
    }

    private SubjectVersion version(Context context) {
        return registry.version(subject(context), number(context), flag(context, "deleted"));
    }

    private JsonNode deleteVersion(Context context) {
        return JSON.getNodeFactory()
                .numberNode(registry.deleteVersion(subject(context), number(context), flag(context, "permanent")));
    }

    private JsonNode schemas(Context context) {
        String prefix = Optional.ofNullable(context.queryParam("subjectPrefix")).orElse("");
        boolean deleted = flag(context, "deleted");
        ArrayNode array = JSON.createArrayNode();
        for (String subject : registry.subjects(prefix, deleted)) {
            List<SubjectVersion> versions = registry.versions(subject, deleted);
            int first = flag(context, "latestOnly") ? versions.size() - 1 : 0;
            versions.subList(first, versions.size()).forEach(version -> array.add(json(version)));
        }
        return array;
    }

    private JsonNode schemaById(Context context) {
        ObjectNode answer = JSON.createObjectNode();
        SchemaBody body = registry.body(id(context));
        if (flag(context, "fetchMaxId")) {
            answer.put("maxId", registry.highestId());
        }
        return withReferences(answer.put("schema", body.text()), body);
    }

    private JsonNode subjectsOfId(Context context) {
        return strings(registry.versionsOf(id(context), flag(context, "deleted")).stream()
                .map(SubjectVersion::subject)
                .distinct()
                .toList());
    }

    private JsonNode versionsOfId(Context context) {
        ArrayNode array = JSON.createArrayNode();
        registry.versionsOf(id(context), flag(context, "deleted"))
                .forEach(version ->
                        array.addObject().put("subject", version.subject()).put("version", version.version()));
        return array;
    }

    private JsonNode compatibility(Context context) {
        String subject = subject(context);
        boolean verbose = flag(context, "verbose");
        Optional<List<SubjectVersion>> only = Optional.empty();
        if (context.pathParamMap().containsKey("version")) {
            Optional<Integer> number = number(context);
            boolean newSubject =
                    number.isEmpty() && !registry.subjects(subject, false).contains(subject);
            only = Optional.of(newSubject ? List.of() : List.of(registry.version(subject, number, false)));
        }
        List<String> problems;
        try {
            problems = registry.problems(subject, requested(context), only);
        } catch (RegistryError e) {
            if (!verbose || e.code() != 42201) {
                throw e;
            }
            problems = List.of(e.getMessage());
        }
        ObjectNode answer = JSON.createObjectNode().put("is_compatible", problems.isEmpty());
        if (verbose) {
            answer.set("messages", strings(problems));
        }
        return answer;
    }

    private JsonNode setLevel(Context context, Optional<String> subject) {
        String given = body(context).path("compatibility").asText();
        Compatibility level = Compatibility.parse(given).orElseThrow(() -> RegistryError.invalidCompatibility(given));
        registry.setLevel(subject, level);
        return level("compatibility", level);
    }

    private static JsonNode level(String field, Compatibility level) {
        return JSON.createObjectNode().put(field, level.name());
    }

    private static SchemaBody requested(Context context) {
        JsonNode body = body(context);
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") && !type.isEmpty()) {
            throw RegistryError.invalidSchema("schema type " + type + " is not supported: this registry keeps AVRO");
        }
        if (body.path("id").asInt(-1) > 0 || body.path("version").asInt(-1) > 0) {
            throw RegistryError.notPermitted(
                    "ids and versions can only be chosen in import mode, which this registry does not have");
        }
        List<SchemaReference> references = new ArrayList<>();
        for (JsonNode reference : body.path("references")) {
            references.add(new SchemaReference(
                    reference.path("name").asText(),
                    reference.path("subject").asText(),
                    reference.path("version").asInt()));
        }
        return new SchemaBody(body.path("schema").asText(""), List.copyOf(references));
    }

    private static JsonNode body(Context context) {
        try {
            JsonNode body = JSON.readTree(context.body());
            if (!body.isObject()) {
                throw RegistryError.badRequest("The body has to be a JSON object.");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw RegistryError.badRequest("The body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static String subject(Context context) {
        return context.pathParam("subject");
    }

    private static int id(Context context) {
        try {
            return Integer.parseInt(context.pathParam("id"));
        } catch (NumberFormatException e) {
            throw RegistryError.badRequest("'" + context.pathParam("id") + "' is no schema id.");
        }
    }

    /** Returns the version in the path; empty for the newest. */
    private static Optional<Integer> number(Context context) {
        String given = context.pathParam("version");
        if (given.equals("latest") || given.equals("-1")) {
            return Optional.empty();
        }
        try {
            int number = Integer.parseInt(given);
            if (number > 0) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // The answer is that for a number that is too small.
        }
        throw RegistryError.invalidVersion(given);
    }

    private static boolean flag(Context context, String name) {
        return Boolean.parseBoolean(context.queryParam(name));
    }

    private static JsonNode json(SubjectVersion version) {
        ObjectNode json = JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id());
        return withReferences(json.put("schema", version.body().text()), version.body());
    }

    private static JsonNode withReferences(ObjectNode json, SchemaBody body) {
        if (!body.references().isEmpty()) {
            json.set("references", JSON.valueToTree(body.references()));
        }
        return json;
    }

    private static JsonNode text(SchemaBody body) {
        try {
            return JSON.readTree(body.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a registered schema that is not JSON", e);
        }
    }

    private static JsonNode strings(List<String> values) {
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private static JsonNode numbers(List<Integer> values) {
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private interface Call {
        JsonNode answer(Context context);
    }

    private static Handler answer(Call call) {
        return context -> {
            try {
                write(context, 200, call.answer(context));
            } catch (RegistryError e) {
                writeError(context, e.httpStatus(), e.code(), String.valueOf(e.getMessage()));
            } catch (RegistryUnavailableException e) {
                LOG.warn("{} {} could not be answered", context.method(), context.path(), e);
                writeError(context, 500, 50002, "Kafka does not answer; try again");
            }
        };
    }

    private static void writeError(Context context, int status, int code, String message) {
        write(context, status, JSON.createObjectNode().put("error_code", code).put("message", message));
    }

    private static void write(Context context, int status, JsonNode answer) {
        try {
            context.status(status).contentType(CONTENT_TYPE).result(JSON.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that is none", e);
        }
    }
}
