package dev.loop.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;

/**
 * Checks the port of the API before anything is started: a taken port is the most usual reason why a start fails, and
 * would otherwise show last.
 */
final class FreePort {

    /** Throws if nobody can listen there now. */
    static void check(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // The server sets this too, so that connections of a program that has just ended are no obstacle.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new StartException("Cannot listen on " + host + ":" + port + ": " + explained(host, e), e);
        }
    }

    private static String explained(String host, IOException e) {
        String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("in use")) {
            return "another program, perhaps another Loop, has the port. Stop that one, or choose another port with"
                    + " --port (0 takes any free one).";
        }
        if (reason.contains("permission")) {
            return "this user may not use the port. Choose one above 1023 with --port.";
        }
        return host + " is no address of this machine that can be listened on (" + e.getMessage()
                + "). Choose another with --listen.";
    }

    private FreePort() {}
}
