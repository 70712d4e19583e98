package dev.loop.topology.webhook.fanout;

import dev.loop.schemas.text.Base32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Derives ids from their cause, so that the same cause never has two. */
public final class DeliveryId {

    private static final int CHARACTERS = 26;

    /** Returns {@code dl_} and 26 characters of base 32. */
    public static String of(String endpointId, String eventId) {
        return "dl_" + hash("delivery", endpointId, eventId);
    }

    /**
     * Returns the id of the event that tells that an endpoint was disabled.
     *
     * @param at epoch milliseconds
     */
    public static String ofDisabling(String endpointId, long at) {
        return "evt_" + hash("endpoint-disabled", endpointId, Long.toString(at));
    }

    private static String hash(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // The length comes first: otherwise ("ab", "c") and ("a", "bc") would be one id.
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return Base32.encode(digest.digest(), 0, CHARACTERS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private DeliveryId() {}
}
