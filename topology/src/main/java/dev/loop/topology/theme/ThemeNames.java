package dev.loop.topology.theme;

import dev.loop.topology.theme.ThemeState.Central;
import dev.loop.topology.theme.ThemeState.Drawn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names themes: by the terms that the items of a theme use and those of other themes do not (c-TF-IDF, the measure of
 * BERTopic), and by the message nearest to the middle. Both come from the theme's sample alone, so that nothing of an
 * erased item is left in them.
 */
final class ThemeNames {

    private static final int WORDS = 4;
    private static final int MOST_TERMS = 60;

    /** A term of fewer items says nothing of the theme. */
    private static final int FEWEST = 2;

    /** A pair says more than its words. */
    private static final double WORTH_OF_A_PAIR = 1.3;

    private static final int LONGEST_CENTRAL = 160;

    private static final int SHORTEST_STEM = 3;
    private static final int LONGEST_ENDING = 3;

    /** The length of a beginning that only forms of one word have in common, as {@code cancelled} and {@code canceled}. */
    private static final int ALIKE_FROM = 6;

    private record Scored(String term, double score) {}

    private static final Comparator<Scored> BEST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::term);

    private static final Comparator<Map.Entry<String, Integer>> MOST_FIRST =
            Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    private final Map<String, Integer> everywhere = new HashMap<>();
    private final double average;

    /** @param themes all of a project, the one to be named among them */
    ThemeNames(Collection<ThemeState> themes) {
        long all = 0;
        int named = 0;
        for (ThemeState theme : themes) {
            if (!theme.terms.isEmpty()) {
                named++;
                for (Map.Entry<String, Integer> term : theme.terms.entrySet()) {
                    everywhere.merge(term.getKey(), term.getValue(), Integer::sum);
                    all += term.getValue();
                }
            }
        }
        this.average = (double) all / Math.max(1, named);
    }

    /** Reads the sample of a theme again: its terms, and its central message. */
    static void read(ThemeState theme, ThemeMembers members, Mean mean) {
        Map<String, Integer> counts = new HashMap<>();
        Optional<Central> central = Optional.empty();
        double nearest = Double.NEGATIVE_INFINITY;
        for (Drawn drawn : theme.sample) {
            Optional<Member> member = members.get(drawn.item());
            if (member.isEmpty()) {
                continue;
            }
            String message = member.get().message();
            ContentWords.terms(message, theme.language).forEach(term -> counts.merge(term, 1, Integer::sum));
            double cosine = Direction.cosine(Direction.of(member.get().vector(), mean), theme.cluster.direction());
            if (cosine > nearest) {
                nearest = cosine;
                central = Optional.of(new Central(drawn.item(), cut(message)));
            }
        }
        Map<String, Integer> terms = new TreeMap<>();
        counts.entrySet().stream()
                .filter(term -> term.getValue() >= FEWEST)
                .sorted(MOST_FIRST)
                .limit(MOST_TERMS)
                .forEach(term -> terms.put(term.getKey(), term.getValue()));
        theme.terms = terms;
        theme.central = central;
        theme.namedAt = theme.cluster.size();
        theme.namedTo =
                theme.sample.isEmpty() ? Long.MIN_VALUE : theme.sample.last().hash();
    }

    /** Returns the name of a theme, the most telling word first; empty if its items have no two words in common. */
    List<String> of(ThemeState theme) {
        double all = theme.terms.values().stream().mapToInt(Integer::intValue).sum();
        List<Scored> scored = new ArrayList<>();
        theme.terms.forEach((term, count) -> {
            double rare = Math.log(1 + average / everywhere.getOrDefault(term, count));
            scored.add(new Scored(term, count / all * rare * (isPair(term) ? WORTH_OF_A_PAIR : 1)));
        });
        scored.sort(BEST_FIRST);
        List<String> words = new ArrayList<>();
        for (Scored best : scored) {
            if (words.size() < WORDS && words.stream().noneMatch(word -> overlaps(word, best.term()))) {
                words.add(best.term());
            }
        }
        return words;
    }

    private static boolean isPair(String term) {
        return term.indexOf(' ') > 0;
    }

    /** Returns whether two terms have a word in common, or two forms of one. */
    static boolean overlaps(String one, String other) {
        for (String word : one.split(" ")) {
            for (String another : other.split(" ")) {
                if (alike(word, another)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether one word is the other with an ending, or both begin alike: in any language, and without a list. */
    private static boolean alike(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int common = 0;
        while (common < shorter && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        boolean ending = common == shorter
                && shorter >= SHORTEST_STEM
                && Math.max(one.length(), other.length()) - shorter <= LONGEST_ENDING;
        return one.equals(other) || ending || common >= ALIKE_FROM;
    }

    private static String cut(String message) {
        if (message.length() <= LONGEST_CENTRAL) {
            return message;
        }
        int end = LONGEST_CENTRAL - 1;
        return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
