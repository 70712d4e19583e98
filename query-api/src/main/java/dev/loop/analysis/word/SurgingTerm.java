package dev.loop.analysis.word;

import dev.loop.analysis.statistics.BeforeAfter;
import dev.loop.analysis.statistics.FalseDiscovery;
import dev.loop.analysis.statistics.Normal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A word that more people use after a release than before.
 *
 * @param users people who used it, and all who said anything, before and after
 * @param signedRoot signed root of G², {@link BeforeAfter#signedRootLikelihoodRatio}
 * @param q q among all words that were looked at
 * @param examples ids of items after the release
 */
public record SurgingTerm(String term, BeforeAfter users, double signedRoot, double q, List<String> examples) {

    private static final int MOST = 20;
    private static final double FALSE_DISCOVERIES = 0.05;

    /** The least number of users in both windows; fewer cannot make evidence. */
    private static final int FEWEST_USERS = 5;

    /** Returns whether nobody used the word before. */
    public boolean isNew() {
        return users.hitsBefore() == 0;
    }

    /** Returns the words that surge, the strongest first. */
    public static List<SurgingTerm> of(WordUsers before, WordUsers after) {
        Map<String, Integer> usersBefore = before.byWord();
        Map<String, Integer> usersAfter = after.byWord();
        var tables = new TreeMap<String, BeforeAfter>();
        for (Map<String, Integer> side : List.of(usersBefore, usersAfter)) {
            for (String word : side.keySet()) {
                int was = usersBefore.getOrDefault(word, 0);
                int is = usersAfter.getOrDefault(word, 0);
                if (was + is >= FEWEST_USERS) {
                    tables.put(word, new BeforeAfter(was, before.users(), is, after.users()));
                }
            }
        }
        List<Map.Entry<String, BeforeAfter>> looked = List.copyOf(tables.entrySet());
        double[] roots = looked.stream()
                .mapToDouble(entry -> entry.getValue().signedRootLikelihoodRatio())
                .toArray();
        double[] q = FalseDiscovery.q(Arrays.stream(roots).map(Normal::twoSided).toArray());
        var surging = new ArrayList<SurgingTerm>();
        for (int i = 0; i < q.length; i++) {
            if (roots[i] > 0 && q[i] < FALSE_DISCOVERIES) {
                String word = looked.get(i).getKey();
                surging.add(new SurgingTerm(word, looked.get(i).getValue(), roots[i], q[i], after.examples(word)));
            }
        }
        surging.sort(
                Comparator.comparingDouble(SurgingTerm::signedRoot).reversed().thenComparing(SurgingTerm::term));
        return surging.size() > MOST ? List.copyOf(surging.subList(0, MOST)) : surging;
    }
}
