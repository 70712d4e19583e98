package dev.loop.api.tagrule;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds themes. */
@FunctionalInterface
public interface ThemeLookup {

    /** Returns the id of a theme, or of the one that has its items now; empty if there is none. */
    Optional<String> of(String project, String id);

    /** Returns the same of one project; a theme that is no more stays itself. */
    default UnaryOperator<String> in(String project) {
        return id -> of(project, id).orElse(id);
    }
}
