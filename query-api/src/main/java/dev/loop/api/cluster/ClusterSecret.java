package dev.loop.api.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** What instances of one cluster know one another by. Never shown. */
public record ClusterSecret(String value) {

    /** Characters; with fewer it could be guessed. */
    public static final int SHORTEST = 16;

    private static final String SCHEME = "Loop-Cluster ";

    /** Whether it is long enough, and can be sent as it is. */
    public boolean isFit() {
        return value.length() >= SHORTEST && value.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** For the header {@code Authorization}. */
    String authorization() {
        return SCHEME + value;
    }

    /** In a time that does not depend on how much of it is right. */
    boolean matches(@Nullable String authorization) {
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
