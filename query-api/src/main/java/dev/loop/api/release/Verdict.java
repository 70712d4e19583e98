package dev.loop.api.release;

import java.util.Locale;

/** What a change amounts to, in the order of how much one should look at it. */
enum Verdict {
    WORSE,
    BETTER,
    NO_EVIDENCE,
    NOT_ENOUGH_DATA;

    /** {@code no-evidence}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
