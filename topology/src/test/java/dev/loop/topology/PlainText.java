package dev.loop.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Messages and searches from a seed, of words whose splitting and folding is written down by hand: so that what a search
 * means is known without any of the code that is tested.
 *
 * @param text as it would be typed
 * @param meaning whether the words of a message are what it asks for
 */
record PlainText(String text, Predicate<List<String>> meaning) {

    /** Texts as people write them, and their words. */
    private static final Map<String, List<String>> WRITTEN = new LinkedHashMap<>();

    static {
        WRITTEN.put("slow", List.of("slow"));
        WRITTEN.put("Slower!", List.of("slower"));
        WRITTEN.put("slowly,", List.of("slowly"));
        WRITTEN.put("solw", List.of("solw"));
        WRITTEN.put("Great", List.of("great"));
        WRITTEN.put("EXPORT", List.of("export"));
        WRITTEN.put("exports", List.of("exports"));
        WRITTEN.put("exprot", List.of("exprot"));
        WRITTEN.put("Straße", List.of("strasse"));
        WRITTEN.put("STRASSE.", List.of("strasse"));
        WRITTEN.put("e-mail", List.of("e", "mail"));
        WRITTEN.put("don\u2019t", List.of("don't"));
        WRITTEN.put("cafe\u0301", List.of("cafe"));
        WRITTEN.put("日本語", List.of("日", "本", "語"));
        WRITTEN.put("broken.Great", List.of("broken", "great"));
        WRITTEN.put("2.1", List.of("2.1"));
        WRITTEN.put("サーバー", List.of("サ", "ー", "バ", "ー"));
        WRITTEN.put("crash", List.of("crash"));
        WRITTEN.put("Crashes", List.of("crashes"));
        WRITTEN.put("crashing!", List.of("crashing"));
        WRITTEN.put("e-mails", List.of("e", "mails"));
        WRITTEN.put("ошибки", List.of("ошибки"));
        WRITTEN.put("Ошибка", List.of("ошибка"));
        WRITTEN.put("…", List.of());
    }

    /** Words, and the one that they are forms of. */
    private static final Map<String, String> FORMS =
            Map.of("exports", "export", "crashes", "crash", "crashing", "crash", "mails", "mail", "ошибки", "ошибка");

    private static final List<String> WORDS = List.copyOf(WRITTEN.keySet());

    /** None to eight words. */
    static String message(Random random) {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            words.add(of(WORDS, random));
        }
        return String.join(" ", words);
    }

    static List<String> words(String message) {
        List<String> words = new ArrayList<>();
        for (String written : message.split(" ", -1)) {
            words.addAll(WRITTEN.getOrDefault(written, List.of()));
        }
        return words;
    }

    static PlainText random(Random random) {
        return random(random, 2);
    }

    private static PlainText random(Random random, int depth) {
        List<PlainText> parts = new ArrayList<>();
        for (int i = random.nextInt(depth == 0 ? 1 : 3); i >= 0; i--) {
            parts.add(depth == 0 || random.nextBoolean() ? leaf(random) : within(random(random, depth - 1)));
        }
        if (parts.size() > 1 && random.nextInt(3) == 0) {
            return new PlainText(
                    joined(parts, random.nextBoolean() ? " | " : " OR "),
                    words -> parts.stream().anyMatch(part -> part.meaning().test(words)));
        }
        PlainText all = new PlainText(
                joined(parts, random.nextInt(4) == 0 ? " AND " : " "),
                words -> parts.stream().allMatch(part -> part.meaning().test(words)));
        if (random.nextInt(3) > 0) {
            return all;
        }
        PlainText not = depth == 0 ? leaf(random) : within(random(random, depth - 1));
        return new PlainText(
                all.text() + (random.nextBoolean() ? " -" : " NOT ") + not.text(),
                words -> all.meaning().test(words) && !not.meaning().test(words));
    }

    private static PlainText within(PlainText inner) {
        return new PlainText("(" + inner.text() + ")", inner.meaning());
    }

    private static String joined(List<PlainText> parts, String by) {
        return String.join(by, parts.stream().map(PlainText::text).toList());
    }

    private static PlainText leaf(Random random) {
        String written = of(WORDS.subList(0, WORDS.size() - 1), random);
        List<String> words = WRITTEN.get(written);
        String only = words.get(0);
        switch (random.nextInt(5)) {
            case 0:
                String other = of(WORDS, random);
                List<String> phrase = new ArrayList<>(words);
                phrase.addAll(WRITTEN.get(other));
                return new PlainText('"' + written + " " + other + '"', said -> inARow(said, phrase));
            case 1:
                if (words.size() == 1 && only.matches("[a-z]*")) {
                    String start = only.substring(0, 2 + random.nextInt(only.length() - 1));
                    return new PlainText(start + "*", said -> said.stream().anyMatch(word -> word.startsWith(start)));
                }
                break;
            case 2:
                if (words.size() == 1 && only.matches("[a-z]*")) {
                    int edits = 1 + random.nextInt(2);
                    boolean told = random.nextBoolean();
                    int most = told ? edits : only.length() > 5 ? 2 : 1;
                    return new PlainText(
                            only + "~" + (told ? edits : ""),
                            said -> said.stream()
                                    .anyMatch(word -> word.charAt(0) == only.charAt(0)
                                            && edits(word.substring(1), only.substring(1)) <= most));
                }
                break;
            default:
        }
        return new PlainText((random.nextInt(5) == 0 ? "+" : "") + written, said -> inARow(forms(said), forms(words)));
    }

    private static List<String> forms(List<String> words) {
        return words.stream().map(word -> FORMS.getOrDefault(word, word)).toList();
    }

    private static boolean inARow(List<String> said, List<String> words) {
        return IntStream.rangeClosed(0, said.size() - words.size())
                .anyMatch(at -> said.subList(at, at + words.size()).equals(words));
    }

    /** Letters more, fewer or others, or neighbours the other way round; none of them twice in one place. */
    private static int edits(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                edits[i][j] =
                        Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], 1 + edits[i - 2][j - 2]);
                }
            }
        }
        return edits[a.length()][b.length()];
    }

    private static <T> T of(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
