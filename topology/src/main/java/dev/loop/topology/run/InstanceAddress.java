package dev.loop.topology.run;

import java.util.Optional;

/** The address under which other instances reach an instance: {@code HOST:PORT}, the host of IPv6 in brackets. */
public record InstanceAddress(String host, int port) {

    private static final int HIGHEST_PORT = 65_535;

    /** Parses an address; empty if the text is none. */
    public static Optional<InstanceAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        String name = bracketed ? host.substring(1, host.length() - 1) : host;
        if (!name.matches(bracketed ? "[0-9a-fA-F:.]+" : "[0-9a-zA-Z._-]+")) {
            return Optional.empty();
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return port >= 1 && port <= HIGHEST_PORT ? Optional.of(new InstanceAddress(name, port)) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
