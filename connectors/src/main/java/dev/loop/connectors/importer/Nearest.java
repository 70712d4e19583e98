package dev.loop.connectors.importer;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody who wrote an unknown name probably meant. */
final class Nearest {

    /** The known name with the fewest changed letters (Levenshtein), where no more than half of them changed. */
    static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) * 2 <= Math.max(name.length(), candidate.length()));
    }

    /** The end of an error message: the nearest known name, if there is one, and all that there are. */
    static String advice(String name, Collection<String> known, String what) {
        return of(name, known)
                        .map(nearest -> "Did you mean '" + nearest + "'? ")
                        .orElse("") + what + ": " + String.join(", ", known) + ".";
    }

    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }

    private Nearest() {}
}
