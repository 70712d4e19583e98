package dev.loop.connectors.seal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a secret stands. It is authenticated with the secret, so that one that is moved to another place, such as to an
 * endpoint of somebody else, does not open there.
 *
 * @param record the key of the record in its topic
 */
public record SecretPlace(String topic, String record, String field) {

    /** Each part with its length before it: no two places are the same bytes. */
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
