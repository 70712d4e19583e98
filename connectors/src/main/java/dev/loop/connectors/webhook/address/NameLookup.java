package dev.loop.connectors.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds all addresses of a name, and may block for any time. */
@FunctionalInterface
public interface NameLookup {

    /** The lookup of the machine. */
    NameLookup SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /** @throws UnknownHostException if the name has no address */
    List<InetAddress> all(String name) throws UnknownHostException;
}
