package dev.loop.connectors.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The first 8 bytes of the SHA-256 of an item's id. */
final class ItemHash {

    static long of(String id) {
        return ByteBuffer.wrap(sha256().digest(id.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    static ByteBuffer bytes(Collection<Long> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Long.BYTES);
        hashes.stream().sorted().forEach(bytes::putLong);
        return bytes.flip();
    }

    static List<Long> read(ByteBuffer bytes) {
        ByteBuffer left = bytes.duplicate();
        List<Long> hashes = new ArrayList<>(left.remaining() / Long.BYTES);
        while (left.remaining() >= Long.BYTES) {
            hashes.add(left.getLong());
        }
        return hashes;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private ItemHash() {}
}
