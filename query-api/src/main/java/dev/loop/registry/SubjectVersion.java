package dev.loop.registry;

/**
 * One version of a subject.
 *
 * @param deleted softly: no longer offered, its id still answered, its number not used again
 */
record SubjectVersion(String subject, int version, int id, SchemaBody body, boolean deleted) {

    SubjectVersion softlyDeleted() {
        return new SubjectVersion(subject, version, id, body, true);
    }

    boolean refersTo(String otherSubject, int otherVersion) {
        return body.references().stream()
                .anyMatch(reference -> reference.subject().equals(otherSubject) && reference.version() == otherVersion);
    }
}
