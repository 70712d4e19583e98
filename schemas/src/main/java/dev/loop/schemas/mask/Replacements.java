package dev.loop.schemas.mask;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The texts that stand for what was taken out: {@code [ssn]}, {@code [card …1111]}, {@code [name]} of a pattern. No
 * pattern takes them out in turn, since a text is masked more than once.
 */
final class Replacements {

    private static final String CARD = "card …";
    private static final int LAST_DIGITS = 4;
    private static final int LONGEST = 42;

    private final Set<String> names = new HashSet<>(Set.of("ssn", "iban", "mail", "phone"));

    Replacements(List<OwnPattern> patterns) {
        patterns.forEach(pattern -> names.add(pattern.name()));
    }

    /**
     * Returns where the first of these texts begins that shares a character with a stretch; -1 if none does.
     *
     * @param from the first place of the stretch
     * @param to the place behind its last
     */
    int firstWithin(String text, int from, int to) {
        for (int open = text.indexOf('[', Math.max(0, from - LONGEST));
                open >= 0 && open < to;
                open = text.indexOf('[', open + 1)) {
            int close = text.indexOf(']', open);
            if (close >= from && close - open <= LONGEST && isOne(text.substring(open + 1, close))) {
                return open;
            }
        }
        return -1;
    }

    private boolean isOne(String inside) {
        return names.contains(inside)
                || inside.length() == CARD.length() + LAST_DIGITS
                        && inside.startsWith(CARD)
                        && inside.chars().skip(CARD.length()).allMatch(unit -> unit >= '0' && unit <= '9');
    }
}
