package dev.loop.connectors.webhook.http;

import java.net.InetSocketAddress;

/** No connection was made to this address; the cause says why. */
final class DialException extends RuntimeException {

    private final InetSocketAddress address;

    DialException(InetSocketAddress address, Throwable cause) {
        super(cause.getMessage(), cause, false, false);
        this.address = address;
    }

    InetSocketAddress address() {
        return address;
    }
}
