package dev.loop.api.limit;

import dev.loop.connectors.webhook.address.AddressRange;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address of a caller. {@code X-Forwarded-For} counts only as far as trusted proxies wrote it: it is read
 * from its end, and the first address that is no trusted proxy's is the caller's. Anybody can have written the part
 * before that.
 */
final class ClientAddress {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAddress.class);
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int LONGEST_LITERAL = 45;
    private static final int MOST_PROXIES = 20;

    private final List<AddressRange> trusted;
    private final boolean countLoopback;
    private final AtomicBoolean told = new AtomicBoolean();

    ClientAddress(List<AddressRange> trusted, boolean countLoopback) {
        this.trusted = List.copyOf(trusted);
        this.countLoopback = countLoopback;
    }

    /**
     * Returns an IPv4 address, or the 64 bits of an IPv6 network that one subscriber has. Empty for this machine
     * itself, which is not counted unless asked for: a developer's own calls all come from there.
     */
    Optional<Long> of(Context ctx) {
        String peer = ctx.req().getRemoteAddr();
        InetAddress caller = parse(peer == null ? "" : peer);
        if (caller == null) {
            return Optional.of(0L);
        }
        List<String> chain = ctx.req().getHeader("X-Forwarded-For") == null ? List.of() : chain(ctx);
        if (!chain.isEmpty() && !isTrusted(caller)) {
            tell(caller);
        }
        for (int i = chain.size() - 1; i >= 0 && isTrusted(caller); i--) {
            InetAddress before = parse(chain.get(i));
            if (before == null) {
                break;
            }
            caller = before;
        }
        return caller.isLoopbackAddress() && !countLoopback ? Optional.empty() : Optional.of(network(caller));
    }

    /** Returns the addresses that proxies wrote last. */
    private static List<String> chain(Context ctx) {
        var all = new java.util.ArrayDeque<String>();
        for (String header : java.util.Collections.list(ctx.req().getHeaders("X-Forwarded-For"))) {
            String[] parts = header.split(",");
            for (String part : Arrays.asList(parts).subList(Math.max(0, parts.length - MOST_PROXIES), parts.length)) {
                all.addLast(part.strip());
            }
        }
        while (all.size() > MOST_PROXIES) {
            all.removeFirst();
        }
        return List.copyOf(all);
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Warns once: behind a proxy that is not trusted, all callers share one address. */
    private void tell(InetAddress proxy) {
        if (told.compareAndSet(false, true)) {
            LOG.warn(
                    "Calls from {} carry X-Forwarded-For, which is not read, since that address is not trusted: limits per"
                            + " address take all of them for one caller. If it is your reverse proxy, start with"
                            + " --trusted-proxies {}",
                    proxy.getHostAddress(),
                    proxy.isLoopbackAddress() ? "loopback" : proxy.getHostAddress());
        }
    }

    /** Parses an address, with or without a port; null for anything else. It never asks a name server. */
    private static @org.jspecify.annotations.Nullable InetAddress parse(String text) {
        String literal = text;
        if (literal.startsWith("[") && literal.contains("]")) {
            literal = literal.substring(1, literal.indexOf(']'));
        } else if (literal.indexOf(':') == literal.lastIndexOf(':') && literal.indexOf(':') > 0) {
            literal = literal.substring(0, literal.indexOf(':'));
        }
        int zone = literal.indexOf('%');
        literal = zone < 0 ? literal : literal.substring(0, zone);
        if (literal.length() > LONGEST_LITERAL || !LITERAL.matcher(literal).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException notOne) {
            return null;
        }
    }

    /**
     * Returns the network as a number. No IPv6 network in use begins with 31 zeros, so that the two kinds do not
     * collide.
     */
    private static long network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? 1L << 32 | Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())
                : ByteBuffer.wrap(bytes).getLong();
    }
}
