package dev.loop.schemas.intake.analyser;

import dev.loop.schemas.avro.SentimentWord;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.text.TextRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words of sentiment that a project has chosen: in one form, of use, and with a version that follows from them. */
public final class OwnWords {

    /** The limit of a project; every instance holds all words, and compiles them anew after a change. */
    public static final int MOST = 500;

    public static final int LENGTH = 60;

    /** The limit of a value, on either side of 0. */
    public static final int HIGHEST = 4;

    private static final int HASH = 8;

    /** Brings a text into the form in which messages are read: small letters, single blanks, one kind of apostrophe. */
    public static String normal(String text) {
        return text.strip()
                .replaceAll("\\s+", " ")
                .replace('\u2019', '\'')
                .replace('\u2018', '\'')
                .replace("\ufe0f", "")
                .toLowerCase(Locale.ROOT);
    }

    /** Returns why a text in its normal form is of no use, as an error tells it; empty if it is of use. */
    public static Optional<String> problem(String text) {
        if (text.isEmpty()) {
            return Optional.of("is empty");
        }
        if (text.length() > LENGTH) {
            return Optional.of("is longer than " + LENGTH + " characters");
        }
        // The rules themselves tell what they would find.
        List<RuleTerm> terms = SentimentRules.with(
                        of(List.of(new SentimentWord(text, 1f)), Instant.EPOCH, Optional.empty()))
                .explain(text)
                .terms();
        boolean found = terms.size() == 1
                && terms.get(0).from() == 0
                && terms.get(0).to() == text.length()
                && terms.get(0).because().contains("own word");
        return found
                ? Optional.empty()
                : Optional.of("is " + TextRules.quote(text) + ", which the rules find in no message as a whole");
    }

    /** Returns a project's words with their version. */
    public static SentimentWords of(List<SentimentWord> words, Instant now, Optional<String> by) {
        List<SentimentWord> sorted = words.stream()
                .sorted(Comparator.comparing(SentimentWord::getText))
                .toList();
        return new SentimentWords(version(sorted), sorted, now, by.orElse(null));
    }

    private static String version(List<SentimentWord> words) {
        var text = new StringBuilder();
        words.forEach(word ->
                text.append(word.getText()).append('\t').append(word.getValue()).append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "w" + HexFormat.of().formatHex(hash).substring(0, HASH);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private OwnWords() {}
}
