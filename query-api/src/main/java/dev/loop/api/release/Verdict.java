package dev.loop.api.release;

import java.util.Locale;

/** The verdict on a change, in the order in which changes deserve attention. */
enum Verdict {
    WORSE,
    BETTER,
    NO_EVIDENCE,
    NOT_ENOUGH_DATA;

    /** Returns the word of the API: {@code no-evidence}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
