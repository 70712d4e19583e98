package dev.loop.question.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The secret by which instances of one cluster recognise one another. It is never shown. */
public record ClusterSecret(String value) {

    /** The least number of characters; a shorter secret could be guessed. */
    public static final int SHORTEST = 16;

    private static final String SCHEME = "Loop-Cluster ";

    /** Returns whether the secret is long enough, and can be sent unchanged. */
    public boolean isFit() {
        return value.length() >= SHORTEST && value.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Returns the value of the header {@code Authorization}. */
    String authorization() {
        return SCHEME + value;
    }

    /** Compares in a time that does not depend on how much of the value is right. */
    public boolean matches(@Nullable String authorization) {
        return authorization != null && MessageDigest.isEqual(digest(authorization), digest(authorization()));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException notInThisJava) {
            throw new IllegalStateException(notInThisJava);
        }
    }

    @Override
    public String toString() {
        return "ClusterSecret[…]";
    }
}
