package dev.loop.connectors.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds all addresses of a name; may block for as long as it likes. */
@FunctionalInterface
public interface NameLookup {

    /** The machine's own. */
    NameLookup SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /** @throws UnknownHostException if there is none */
    List<InetAddress> all(String name) throws UnknownHostException;
}
