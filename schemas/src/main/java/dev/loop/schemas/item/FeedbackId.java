package dev.loop.schemas.item;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.text.Base32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The id of an item: {@code fb_} and 26 characters, 130 bits. The id is derived from the sender's name for the item, so
 * that the same name always means the same item; it is random where there is no name.
 */
public final class FeedbackId {

    /** The kind of name that the sender gave. Its word is part of the hash. */
    public enum Kind {
        EXTERNAL_ID("external-id"),
        IDEMPOTENCY_KEY("idempotency-key");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private static final String PREFIX = "fb_";
    private static final int CHARACTERS = 26;
    private static final int BYTES = 17;

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    });

    /** Random bytes come by the kilobyte: one call to the system for sixty ids, and no lock between threads. */
    private static final ThreadLocal<ByteBuffer> RANDOM =
            ThreadLocal.withInitial(() -> ByteBuffer.allocate(1020).limit(0));

    private static final SecureRandom SECURE = new SecureRandom();

    public static String derived(String project, Kind kind, String value) {
        return hashed(project, kind.word, value);
    }

    /**
     * Returns the id for an {@code Idempotency-Key} of a page, within its publishable key. The content is part of the
     * name: telling a page that it used a key for other content before would reveal what others sent, so other content
     * under the same key is another item, and nothing is lost.
     */
    public static String ofPage(String project, String publishableKeyId, String idempotencyKey, Create create) {
        return hashed(
                project,
                "idempotency-key-of-page",
                publishableKeyId,
                idempotencyKey,
                create.getUserId(),
                create.getMessage(),
                Said.sentiment(create).map(FeedbackJson::word).orElse(""));
    }

    private static String hashed(String... parts) {
        MessageDigest digest = SHA_256.get();
        for (String part : parts) {
            update(digest, part);
        }
        return PREFIX + Base32.encode(digest.digest(), 0, CHARACTERS);
    }

    public static String random() {
        ByteBuffer buffer = RANDOM.get();
        if (buffer.remaining() < BYTES) {
            SECURE.nextBytes(buffer.array());
            buffer.clear();
        }
        int at = buffer.position();
        buffer.position(at + BYTES);
        return PREFIX + Base32.encode(buffer.array(), at, CHARACTERS);
    }

    public static boolean isValid(String id) {
        if (id.length() != PREFIX.length() + CHARACTERS || !id.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < id.length(); i++) {
            if (!Base32.isDigit(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The length comes first; without it {@code ("ab", "c")} and {@code ("a", "bc")} would be one id. */
    private static void update(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (bytes.length >>> 24));
        digest.update((byte) (bytes.length >>> 16));
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private FeedbackId() {}
}
