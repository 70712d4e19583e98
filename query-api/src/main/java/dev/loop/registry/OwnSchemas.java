package dev.loop.registry;

import dev.loop.schemas.Topic;
import dev.loop.schemas.Topics;
import dev.loop.schemas.wire.SchemaText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The subjects of Loop's own topics, and the schemas with which this program reads them.
 *
 * <p>No key may remove one or change it so that records cannot be read: keys of the API, webhooks and releases are such
 * records. Versions that the registry lost earlier are put back at the start, under the same ids.
 */
final class OwnSchemas {

    private static final Map<String, Schema> BY_SUBJECT = new TreeMap<>();

    static {
        for (Topic<?> topic : Topics.all()) {
            topic.valueType().ifPresent(type -> BY_SUBJECT.put(topic.name() + "-value", compiled(type)));
        }
    }

    private static Schema compiled(Class<? extends SpecificRecord> type) {
        return SpecificData.getForClass(type).getSchema(type);
    }

    static boolean has(String subject) {
        return BY_SUBJECT.containsKey(subject);
    }

    /** Returns whether this program writes the schema itself, which reads everything that earlier ones wrote. */
    static boolean isCompiled(String subject, SchemaBody body) {
        Schema own = BY_SUBJECT.get(subject);
        return own != null && body.references().isEmpty() && SchemaText.of(own).equals(body.text());
    }

    /**
     * Returns the level that applies to a subject: for one of Loop's own, never one that lets records become
     * unreadable.
     */
    static Compatibility level(String subject, Compatibility set) {
        return has(subject) && !set.readsOlder() ? Compatibility.BACKWARD : set;
    }

    /** @throws RegistryError if Loop keeps the subject itself */
    static void deletable(String subject) {
        if (has(subject)) {
            throw RegistryError.notPermitted("Subject '" + subject + "' cannot be deleted, nor any version of it: the"
                    + " topic of that name is Loop's own, and its records could not be read any more. Leave it as it"
                    + " is; schemas of your own topics can be deleted.");
        }
    }

    /** @throws RegistryError if the level would let records of Loop's own topics become unreadable */
    static void settable(String subject, Compatibility level) {
        if (level(subject, level) != level) {
            throw RegistryError.notPermitted("Subject '" + subject + "' cannot have the level " + level
                    + ": the topic of that name is Loop's own, and new schemas have to read its old records. Set"
                    + " BACKWARD, BACKWARD_TRANSITIVE, FULL or FULL_TRANSITIVE.");
        }
    }

    /** Returns the objections to a schema in which somebody else wants to write one of the topics. */
    static List<String> problems(String subject, Schema schema) {
        return Optional.ofNullable(BY_SUBJECT.get(subject))
                .map(own ->
                        SchemaCompatibility.checkReaderWriterCompatibility(own, schema)
                                .getResult()
                                .getIncompatibilities()
                                .stream()
                                .map(problem -> "Loop itself could not read records of the new schema: %s at %s, %s"
                                        .formatted(problem.getType(), problem.getLocation(), problem.getMessage()))
                                .toList())
                .orElse(List.of());
    }

    private OwnSchemas() {}
}
