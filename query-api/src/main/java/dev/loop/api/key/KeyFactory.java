package dev.loop.api.key;

import dev.loop.api.http.Scope;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.intake.Base32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Makes keys: {@code sk_} for servers, {@code pk_} for pages that anybody can read, and 160 random bits. */
public final class KeyFactory {

    private static final int RANDOM_BYTES = 20;
    private static final int CHARACTERS = 32;
    private static final int ID_CHARACTERS = 12;

    private final SecureRandom random = new SecureRandom();

    /** May do everything. */
    public String secret() {
        return "sk_" + Base32.encode(bytes(), 0, CHARACTERS);
    }

    /** May only create. */
    public String publishable() {
        return "pk_" + Base32.encode(bytes(), 0, CHARACTERS);
    }

    /** What is kept of a key; its prefix says what it may do. Its id follows from it, and tells nothing of it. */
    public static ApiKey stored(String key, String name, Instant now) {
        String sha256 = sha256(key);
        byte[] of = HexFormat.of().parseHex(sha256(sha256));
        List<String> scopes = key.startsWith("pk_") ? List.of(Scope.FEEDBACK_CREATE.word()) : List.of(Scope.EVERY);
        return new ApiKey("key_" + Base32.encode(of, 0, ID_CHARACTERS), name, sha256, scopes, now);
    }

    /** In hex. */
    static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
