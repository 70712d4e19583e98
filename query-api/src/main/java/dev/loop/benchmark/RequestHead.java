package dev.loop.benchmark;

import dev.loop.benchmark.Program.Running;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes the head of requests, with only what is needed. */
final class RequestHead {

    private final String common;

    RequestHead(Running running) {
        common = " HTTP/1.1\r\nHost: " + running.api().getAuthority() + "\r\nAuthorization: Bearer "
                + running.secretKey() + "\r\n";
    }

    ByteBuffer get(String target) {
        return get(target, "");
    }

    /** @param more further header lines, each with its end of line */
    ByteBuffer get(String target, String more) {
        return ByteBuffer.wrap(("GET " + target + common + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    byte[] post(String target, String type, int length) {
        return ("POST " + target + common + "Content-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
