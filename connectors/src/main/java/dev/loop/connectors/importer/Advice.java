package dev.loop.connectors.importer;

import dev.loop.schemas.text.Nearest;
import java.util.Collection;

/** The advice in an error about an unknown name. */
final class Advice {

    /** Returns the end of an error message: the nearest known name, if there is one, and all known names. */
    static String on(String name, Collection<String> known, String what) {
        return Nearest.to(name, known)
                        .map(nearest -> "Did you mean '" + nearest + "'? ")
                        .orElse("") + what + ": " + String.join(", ", known) + ".";
    }

    private Advice() {}
}
