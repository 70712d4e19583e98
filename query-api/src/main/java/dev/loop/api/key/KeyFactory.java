package dev.loop.api.key;

import dev.loop.api.http.Scope;
import dev.loop.schemas.avro.ApiKey;
import dev.loop.schemas.avro.KeyLimits;
import dev.loop.schemas.text.Base32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes keys: {@code sk_} for servers, {@code pk_} for pages that anybody can read, and 160 random bits. */
public final class KeyFactory {

    private static final int RANDOM_BYTES = 20;
    private static final int CHARACTERS = 32;
    private static final int ID_CHARACTERS = 12;

    private final SecureRandom random = new SecureRandom();

    /** Returns a key that may do everything. */
    public String secret() {
        return "sk_" + Base32.encode(bytes(), 0, CHARACTERS);
    }

    /** Returns a key that may only create. */
    public String publishable() {
        return "pk_" + Base32.encode(bytes(), 0, CHARACTERS);
    }

    /** Returns the stored form of a key; its prefix says what it may do. */
    public static ApiKey stored(String key, String name, Instant now) {
        boolean publishable = key.startsWith("pk_");
        return stored(
                key,
                name,
                publishable ? List.of(Scope.FEEDBACK_CREATE.word()) : List.of(Scope.EVERY),
                publishable,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                now);
    }

    /** Returns the stored form of a key with scopes of its own. */
    static ApiKey stored(
            String key,
            String name,
            List<String> scopes,
            boolean publishable,
            Optional<String> source,
            List<String> origins,
            List<String> forms,
            Optional<KeyLimits> limits,
            Instant now) {
        return new ApiKey(
                idOf(key),
                name,
                sha256(key),
                scopes,
                now,
                null,
                null,
                publishable,
                source.orElse(null),
                origins,
                limits.orElse(null),
                null,
                forms);
    }

    /** Returns the stored form of a key that replaces another one. */
    static ApiKey rotated(String key, ApiKey before, Instant now) {
        return ApiKey.newBuilder(before)
                .setId(idOf(key))
                .setSha256(sha256(key))
                .setCreatedAt(now)
                .setExpiresAt(null)
                .setBeganAs(Caller.countedAs(before))
                .build();
    }

    /** Returns the id of a key, valid or not. */
    static String idOf(String key) {
        return id("key_", key);
    }

    /** Returns the id, which follows from the key and reveals nothing of it. */
    static String id(String prefix, String key) {
        byte[] of = HexFormat.of().parseHex(sha256(sha256(key)));
        return prefix + Base32.encode(of, 0, ID_CHARACTERS);
    }

    /** Returns a secret that a browser holds, or takes to sign in. */
    String token() {
        return Base32.encode(bytes(), 0, CHARACTERS);
    }

    /** Returns the hash in hexadecimal digits. */
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
