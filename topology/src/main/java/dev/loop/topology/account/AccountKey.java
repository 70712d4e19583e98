package dev.loop.topology.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the store of accounts: an account, or a user. A version byte, a kind byte, the project's UTF-8 with its
 * length before it, and the id.
 */
final class AccountKey {

    private static final byte VERSION = 1;
    private static final byte ACCOUNT = 1;
    private static final byte USER = 2;

    static Bytes account(String project, String id) {
        return encode(ACCOUNT, project, id);
    }

    static Bytes user(String project, String id) {
        return encode(USER, project, id);
    }

    /** Returns the key before all accounts of a project that come after an id. */
    static Bytes after(String project, String id) {
        return followed(account(project, id), (byte) 0);
    }

    /** Returns the key after all accounts of a project: no id has such a byte, in UTF-8. */
    static Bytes end(String project) {
        return followed(account(project, ""), (byte) 0xff);
    }

    private static Bytes followed(Bytes key, byte last) {
        return Bytes.wrap(ByteBuffer.allocate(key.get().length + 1)
                .put(key.get())
                .put(last)
                .array());
    }

    private static Bytes encode(byte kind, String project, String id) {
        byte[] name = project.getBytes(StandardCharsets.UTF_8);
        byte[] rest = id.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(2 + Short.BYTES + name.length + rest.length)
                .put(VERSION)
                .put(kind)
                .putShort((short) name.length)
                .put(name)
                .put(rest)
                .array());
    }

    private AccountKey() {}
}
