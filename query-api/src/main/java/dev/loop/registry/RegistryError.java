package dev.loop.registry;

/** A refusal, with Confluent's code and words, since clients look at both. */
final class RegistryError extends RuntimeException {

    private final int code;

    private RegistryError(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }

    int httpStatus() {
        return code > 999 ? code / 100 : code;
    }

    static RegistryError badRequest(String message) {
        return new RegistryError(400, message);
    }

    static RegistryError subjectNotFound(String subject) {
        return new RegistryError(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryError versionNotFound(int version) {
        return new RegistryError(40402, "Version " + version + " not found.");
    }

    static RegistryError schemaNotFound() {
        return new RegistryError(40403, "Schema not found");
    }

    static RegistryError schemaNotFound(int id) {
        return new RegistryError(40403, "Schema " + id + " not found");
    }

    static RegistryError subjectSoftlyDeleted(String subject) {
        return new RegistryError(
                40404, "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
    }

    static RegistryError subjectNotSoftlyDeleted(String subject) {
        return new RegistryError(
                40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryError versionSoftlyDeleted(String subject, int version) {
        return new RegistryError(
                40406,
                "Subject '%s' Version %d was soft deleted. Set permanent=true to delete permanently"
                        .formatted(subject, version));
    }

    static RegistryError versionNotSoftlyDeleted(String subject, int version) {
        return new RegistryError(
                40407,
                "Subject '%s' Version %d was not deleted first before being permanently deleted"
                        .formatted(subject, version));
    }

    static RegistryError noSubjectCompatibility(String subject) {
        return new RegistryError(
                40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryError noSubjectMode(String subject) {
        return new RegistryError(40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }

    static RegistryError tooMany(int most) {
        return new RegistryError(
                422, "There are %d versions already, as many as there may be; delete some permanently".formatted(most));
    }

    static RegistryError incompatible(String subject, String details) {
        return new RegistryError(
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: %s"
                        .formatted(subject, details));
    }

    static RegistryError invalidSchema(String details) {
        return new RegistryError(42201, "Invalid schema: " + details);
    }

    static RegistryError invalidVersion(String version) {
        return new RegistryError(
                42202,
                "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
                        .formatted(version));
    }

    static RegistryError invalidCompatibility(String level) {
        return new RegistryError(
                42203,
                "Invalid compatibility level '%s'. Valid values are %s"
                        .formatted(level, java.util.List.of(Compatibility.values())));
    }

    static RegistryError notPermitted(String message) {
        return new RegistryError(42205, message);
    }

    static RegistryError referenced(String subject, int version) {
        return new RegistryError(
                42206,
                "One or more references exist to the schema {subject=%s,version=%d}.".formatted(subject, version));
    }

    static RegistryError invalidSubject(String subject) {
        return new RegistryError(42208, "The specified subject '" + subject + "' is not a valid subject.");
    }
}
