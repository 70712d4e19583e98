package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.Sentiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The texts that the prior is learnt from: the four sets that 20 people each have rated, beside the program VADER
 * ({@code additional_resources/hutto_ICWSM_2014} of github.com/cjhutto/vaderSentiment). Their words stay where they are;
 * only weights are taken from them.
 */
public final class RatedSets {

    /** A mean of the ratings, from -4 to 4, within which a text is neutral. */
    private static final double NEUTRAL = 0.5;

    /** The most texts of a set: of the two largest a part, so that reviews of films do not decide. */
    private static final int MOST_OF_A_SET = 4_500;

    private static final int MOST_OF_A_LARGE_SET = 1_500;

    private static final List<String> FILES = List.of(
            "tweets_GroundTruth.txt",
            "amazonReviewSnippets_GroundTruth.txt",
            "movieReviewSnippets_GroundTruth.txt",
            "nytEditorialSnippets_GroundTruth.txt");

    /** One in so many is for testing only. */
    private static final int PARTS = 5;

    /**
     * One text.
     *
     * @param id its set and its number there
     */
    public record Rated(String id, String text, Sentiment sentiment) {}

    /** Reads the sets from a directory. Each line is number, mean of the ratings and text, with tabs between. */
    public static List<Rated> read(Path directory) throws IOException {
        List<Rated> all = new ArrayList<>();
        for (String name : FILES) {
            Path file = directory.resolve(name);
            List<Rated> set = new ArrayList<>();
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\r?\n")) {
                if (!line.isEmpty()) {
                    set.add(rated(name, line));
                }
            }
            set.sort(Comparator.comparing(text -> hash(text.id())));
            all.addAll(set.subList(0, set.size() > MOST_OF_A_SET ? MOST_OF_A_LARGE_SET : set.size()));
        }
        return all;
    }

    private static Rated rated(String name, String line) throws IOException {
        String[] fields = line.split("\t", 3);
        try {
            double mean = Double.parseDouble(fields[1]);
            return new Rated(
                    name.replace("_GroundTruth.txt", "") + ":" + fields[0],
                    fields[2],
                    mean > NEUTRAL ? Sentiment.POSITIVE : mean < -NEUTRAL ? Sentiment.NEGATIVE : Sentiment.NEUTRAL);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException notThat) {
            throw new IOException(
                    name + " has a line that is not number, mean of ratings and text with tabs between: "
                            + line.substring(0, Math.min(40, line.length())),
                    notThat);
        }
    }

    /** Returns whether a text is for testing only. */
    public static boolean heldOut(String id) {
        return Long.parseLong(hash(id).substring(0, 8), 16) % PARTS == 0;
    }

    private static String hash(String id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private RatedSets() {}
}
