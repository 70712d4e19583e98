package dev.loop.topology.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The account that named a user last, and that account's plan, so that one read gives the plan. */
record Membership(String account, @Nullable String plan) {

    byte[] encode() {
        byte[] id = account.getBytes(StandardCharsets.UTF_8);
        byte[] name = plan == null ? new byte[0] : plan.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + Integer.BYTES + id.length + name.length)
                .put((byte) 1)
                .put((byte) (plan == null ? 0 : 1))
                .putInt(id.length)
                .put(id)
                .put(name)
                .array();
    }

    static Membership decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.get();
        boolean hasPlan = in.get() == 1;
        byte[] id = new byte[in.getInt()];
        in.get(id);
        byte[] name = new byte[in.remaining()];
        in.get(name);
        return new Membership(
                new String(id, StandardCharsets.UTF_8), hasPlan ? new String(name, StandardCharsets.UTF_8) : null);
    }
}
