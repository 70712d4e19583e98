package dev.loop.connectors.webhook.address;

import java.net.InetAddress;

/** A name resolves to an address that webhooks may not go to. The message is for the endpoint's owner. */
public final class ForbiddenAddressException extends RuntimeException {

    private final InetAddress address;

    ForbiddenAddressException(String name, InetAddress address, String why) {
        super("The address " + address.getHostAddress() + " of " + name + " is refused: " + why
                + ". Webhooks go to public addresses; whoever runs this server can allow others with"
                + " LOOP_ALLOW_PRIVATE_WEBHOOKS.");
        this.address = address;
    }

    public InetAddress address() {
        return address;
    }
}
