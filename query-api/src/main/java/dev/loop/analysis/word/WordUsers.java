package dev.loop.analysis.word;

import dev.loop.schemas.avro.Feedback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the people who used a word, each once: somebody who says it in twenty messages is one. Pairs of word and user
 * are kept as numbers, 8 bytes each.
 *
 * <p>Not thread-safe.
 */
public final class WordUsers {

    private static final int EXAMPLES = 3;

    private final Map<String, Integer> words = new HashMap<>();
    private final Map<String, Integer> users = new HashMap<>();
    private final List<List<String>> examples = new ArrayList<>();
    private long[] pairs = new long[1024];
    private int size;

    /** Adds an item; the first items become examples. */
    public void add(Feedback item) {
        int user = number(users, item.getUserId());
        for (String word : Words.of(item.getMessage())) {
            int number = number(words, word);
            if (number == examples.size()) {
                examples.add(new ArrayList<>(1));
            }
            if (examples.get(number).size() < EXAMPLES) {
                examples.get(number).add(item.getId());
            }
            add((long) number << 32 | user);
        }
    }

    int users() {
        return users.size();
    }

    /** Returns the number of users of each word. */
    Map<String, Integer> byWord() {
        removeRepeats();
        int[] counts = new int[words.size()];
        for (int i = 0; i < size; i++) {
            counts[(int) (pairs[i] >> 32)]++;
        }
        var byWord = new HashMap<String, Integer>();
        words.forEach((word, number) -> byWord.put(word, counts[number]));
        return byWord;
    }

    /** Returns ids of items with the word. */
    List<String> examples(String word) {
        Integer number = words.get(word);
        return number == null ? List.of() : List.copyOf(examples.get(number));
    }

    private static int number(Map<String, Integer> numbers, String name) {
        Integer known = numbers.putIfAbsent(name, numbers.size());
        return known == null ? numbers.size() - 1 : known;
    }

    private void add(long pair) {
        if (size == pairs.length) {
            removeRepeats();
            if (size > pairs.length / 2) {
                pairs = Arrays.copyOf(pairs, pairs.length * 2);
            }
        }
        pairs[size++] = pair;
    }

    private void removeRepeats() {
        Arrays.sort(pairs, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || pairs[i] != pairs[i - 1]) {
                pairs[kept++] = pairs[i];
            }
        }
        size = kept;
    }
}
