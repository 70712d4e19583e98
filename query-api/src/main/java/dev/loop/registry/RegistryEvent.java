package dev.loop.registry;

import java.util.Optional;

/** One record of the topic. */
sealed interface RegistryEvent {

    /** A version is new, or softly deleted. */
    record VersionSaved(SubjectVersion version) implements RegistryEvent {}

    /** A version is gone for good. */
    record VersionForgotten(String subject, int version) implements RegistryEvent {}

    /** All versions up to this one are softly deleted. */
    record SubjectDeleted(String subject, int upToVersion) implements RegistryEvent {}

    /** A compatibility level is set, or taken away if the level is empty; for all subjects if the subject is empty. */
    record CompatibilitySet(Optional<String> subject, Optional<Compatibility> level) implements RegistryEvent {}

    /** A mode is set, or taken away if it is empty. Only a genuine registry writes these; we heed them. */
    record ModeSet(Optional<String> subject, Optional<String> mode) implements RegistryEvent {}
}
