package dev.loop.connectors.importer;

import dev.loop.schemas.text.Nearest;
import java.util.Collection;

/** What to say of a name that there is not. */
final class Advice {

    /** The end of an error message: the nearest known name, if there is one, and all that there are. */
    static String on(String name, Collection<String> known, String what) {
        return Nearest.to(name, known)
                        .map(nearest -> "Did you mean '" + nearest + "'? ")
                        .orElse("") + what + ": " + String.join(", ", known) + ".";
    }

    private Advice() {}
}
