package dev.loop.connectors.seal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The place of a secret. The place is authenticated with the secret, so that a sealed secret that is moved, such as to
 * another customer's endpoint, does not open there.
 *
 * @param record the key of the record in its topic
 */
public record SecretPlace(String topic, String record, String field) {

    /**
     * Returns the bytes to authenticate. Each part has its length before it, so that no two places give the same bytes.
     */
    byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        for (String part : new String[] {topic, record, field}) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }
}
