package dev.loop.api.webhook;

import java.net.InetAddress;
import java.util.Optional;

/** Where nothing is sent: what is not the internet, such as loopback, unless the operator lets it. */
@FunctionalInterface
public interface ForbiddenAddresses {

    /** Why not, as the end of a sentence about the address; empty where it is allowed. */
    Optional<String> reason(InetAddress address);
}
