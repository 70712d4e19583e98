package dev.loop.schemas.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one stands for. */
public final class Nearest {

    /**
     * Returns the known name nearest to the given one, unless none is near. Case, {@code _} and {@code -} do not count.
     */
    public static Optional<String> to(String given, Collection<String> known) {
        if (given.length() > 100) {
            return Optional.empty();
        }
        String plain = plain(given);
        int allowed = Math.max(1, Math.min(3, plain.length() / 3));
        return known.stream()
                .filter(name -> distance(plain, plain(name)) <= allowed)
                .min(Comparator.comparingInt((String name) -> distance(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /**
     * Returns the number of edits from one to the other, where swapping two neighbours is one edit (optimal string
     * alignment).
     */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private Nearest() {}
}
