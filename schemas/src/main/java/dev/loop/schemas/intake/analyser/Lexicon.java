package dev.loop.schemas.intake.analyser;

import static java.util.Objects.requireNonNull;

import dev.loop.schemas.avro.SentimentWord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The words and phrases with their values: those of VADER (MIT, {@code vader-LICENSE.txt}), above them those of product
 * and service feedback, and above these those of a project. Found by a range of characters, without making a string.
 *
 * <p>A project's lexicon holds what differs from the shipped one alone, and asks that one for the rest: hundreds of projects
 * with words of their own take little more memory than one.
 */
final class Lexicon {

    static final int LONGEST_EMOTICON = 8;

    private static final float BOOST = 0.293f;
    private static final char APOSTROPHE = '\'';

    private final @Nullable Lexicon below;
    private final Map<String, Word> building = new HashMap<>();
    private final Word[] table;
    private final int mask;

    final Word but;
    final Word no;
    final Word least;
    final Word at;

    private Lexicon(@Nullable Lexicon below, Consumer<Lexicon> fill) {
        this.below = below;
        fill.accept(this);
        this.but = word("but");
        this.no = word("no");
        this.least = word("least");
        this.at = word("at");
        Collection<Word> all = building.values();
        all.forEach(word -> word.phrases.sort(Comparator.comparingInt((Word.Phrase phrase) -> phrase.rest().length)
                .reversed()));
        int size = Integer.highestOneBit(all.size() * 3);
        this.table = new Word[size];
        this.mask = size - 1;
        for (Word word : all) {
            int at = hash(word.text, 0, word.text.length) & mask;
            while (table[at] != null) {
                at = at + 1 & mask;
            }
            table[at] = word;
        }
        building.clear();
    }

    /** Returns the words that Loop comes with. */
    static Lexicon load() {
        return new Lexicon(null, lexicon -> {
            lexicon.values("vader.tsv");
            lexicon.values("overlay.tsv");
            lines("modifiers.tsv").forEach(lexicon::modifiers);
            lexicon.dampen("kind", "of");
            lexicon.dampen("sort", "of");
        });
    }

    /** Returns these words with those of a project above them. */
    Lexicon with(List<SentimentWord> own) {
        return new Lexicon(this, lexicon -> own.forEach(word -> lexicon.add(word.getText(), word.getValue())));
    }

    /** Returns the word of these characters, which are in lower case; null if it is not known. */
    @Nullable
    Word find(char[] text, int from, int to) {
        int hash = hash(text, from, to);
        for (Lexicon lexicon = this; lexicon != null; lexicon = lexicon.below) {
            Word word = lexicon.find(hash, text, from, to);
            if (word != null) {
                return word;
            }
        }
        return null;
    }

    private @Nullable Word find(int hash, char[] text, int from, int to) {
        for (int at = hash & mask; ; at = at + 1 & mask) {
            Word word = table[at];
            if (word == null || Arrays.equals(word.text, 0, word.text.length, text, from, to)) {
                return word;
            }
        }
    }

    private static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash ^ hash >>> 15;
    }

    private void values(String resource) {
        for (String line : lines(resource)) {
            int tab = line.indexOf('\t');
            add(line.substring(0, tab).toLowerCase(Locale.ROOT), Float.parseFloat(line.substring(tab + 1)));
        }
    }

    private void add(String entry, float value) {
        if (!Character.isLetterOrDigit(entry.charAt(0)) || entry.length() == 1) {
            value(word(entry), value);
            return;
        }
        // An emoticon that begins with a letter or a digit is a word to everybody else.
        List<String> parts = parts(entry);
        if (String.join("", parts).length()
                < entry.chars().filter(c -> c != ' ' && c != '-').count()) {
            return;
        }
        phrase(parts, value);
        List<String> plain = parts.stream().map(Lexicon::withoutApostrophe).toList();
        if (!plain.equals(parts)) {
            phrase(plain, value);
        }
    }

    private void phrase(List<String> parts, float value) {
        Word first = word(parts.get(0));
        if (parts.size() == 1) {
            value(first, value);
            return;
        }
        Word[] rest = parts.subList(1, parts.size()).stream().map(this::word).toArray(Word[]::new);
        first.phrases.removeIf(known -> isSame(known.rest(), rest));
        first.phrases.add(new Word.Phrase(rest, value, below != null));
    }

    private static boolean isSame(Word[] one, Word[] other) {
        boolean same = one.length == other.length;
        for (int i = 0; same && i < one.length; i++) {
            same = Word.same(one[i], other[i]);
        }
        return same;
    }

    private void value(Word word, float value) {
        word.value = value;
        word.own = below != null;
    }

    private static List<String> parts(String entry) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= entry.length(); i++) {
            boolean inside =
                    i < entry.length() && (Character.isLetterOrDigit(entry.charAt(i)) || entry.charAt(i) == APOSTROPHE);
            if (!inside) {
                if (i > from) {
                    parts.add(entry.substring(from, i));
                }
                from = i + 1;
            }
        }
        return parts;
    }

    /** Returns {@code cant} for {@code can't}; only of negations, since {@code we'll} is no {@code well}. */
    private static String withoutApostrophe(String word) {
        return word.endsWith("n't") ? word.substring(0, word.length() - 2) + 't' : word;
    }

    private void modifiers(String line) {
        int tab = line.indexOf('\t');
        String kind = line.substring(0, tab);
        for (String text : line.substring(tab + 1).split(" ")) {
            Word word = word(text);
            switch (kind) {
                case "boost" -> word.boost = BOOST;
                case "dampen" -> word.boost = -BOOST;
                case "negate" -> {
                    word.negates = true;
                    if (text.endsWith("nt")) {
                        word(text.substring(0, text.length() - 1) + "'t").negates = true;
                    }
                }
                case "english" -> word.english = true;
                case "foreign" -> word.foreign = true;
                default -> throw new IllegalStateException("modifiers.tsv has the kind " + kind);
            }
        }
    }

    /** A phrase that weakens: it is known by its NaN, and ends in a word that weakens what follows. */
    private void dampen(String first, String second) {
        phrase(List.of(first, second), Float.NaN);
    }

    private Word word(String text) {
        return building.computeIfAbsent(text, made -> {
            char[] characters = made.toCharArray();
            Word other = below == null ? null : below.find(characters, 0, characters.length);
            return other == null ? new Word(characters) : new Word(other);
        });
    }

    private static List<String> lines(String resource) {
        try (var reader = new BufferedReader(new InputStreamReader(
                requireNonNull(Lexicon.class.getResourceAsStream(resource), resource), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") || line.startsWith("#\t"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
