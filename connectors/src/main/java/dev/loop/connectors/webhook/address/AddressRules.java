package dev.loop.connectors.webhook.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides which addresses a webhook may go to: those of the public internet, and those of an allow-list. All others are
 * refused, so that nobody can make Loop talk to the network that it runs in (server-side request forgery).
 *
 * <p>The ranges are those of IANA's special-purpose registries (RFC 6890, as of 2025) that are not globally reachable,
 * and the addresses at which clouds keep their metadata. An IPv6 address that carries an IPv4 address to be reached
 * through a translator is judged by that one as well. NAT64 addresses must also be in the list, since the network of
 * their translator is unknown here.
 */
public final class AddressRules {

    /** @param what description for people */
    private record Forbidden(AddressRange range, String what) {}

    private static final List<Forbidden> FORBIDDEN = List.of(
            forbidden("0.0.0.0/8", "this host"),
            forbidden("10.0.0.0/8", "private"),
            forbidden("100.64.0.0/10", "shared behind a carrier's translator"),
            forbidden("127.0.0.0/8", "loopback"),
            forbidden("168.63.129.16", "a cloud's metadata"),
            forbidden("169.254.0.0/16", "link-local"),
            forbidden("172.16.0.0/12", "private"),
            forbidden("192.0.0.0/24", "for protocols"),
            forbidden("192.0.2.0/24", "for documentation"),
            forbidden("192.88.99.0/24", "a 6to4 relay"),
            forbidden("192.168.0.0/16", "private"),
            forbidden("198.18.0.0/15", "for benchmarks"),
            forbidden("198.51.100.0/24", "for documentation"),
            forbidden("203.0.113.0/24", "for documentation"),
            forbidden("224.0.0.0/4", "multicast"),
            forbidden("240.0.0.0/4", "reserved"),
            forbidden("::/128", "this host"),
            forbidden("::1/128", "loopback"),
            forbidden("fc00::/7", "unique-local"),
            forbidden("fe80::/10", "link-local"),
            forbidden("fec0::/10", "site-local"),
            forbidden("ff00::/8", "multicast"),
            forbidden("2001::/23", "for protocols"),
            forbidden("2001:db8::/32", "for documentation"),
            forbidden("3fff::/20", "for documentation"));

    private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");

    /** The well-known prefix of translation (RFC 6052): the IPv4 address is the last four bytes. */
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

    /** RFC 3056: the IPv4 address follows the first two bytes. */
    private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

    private final List<AddressRange> allowed;

    private AddressRules(List<AddressRange> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Returns rules that allow the public internet only. */
    public static AddressRules publicOnly() {
        return new AddressRules(List.of());
    }

    /**
     * @param list ranges separated by commas, as {@code 127.0.0.0/8,::1}; a blank list allows nothing more
     * @throws IllegalArgumentException whose message says what would be right
     */
    public static AddressRules allowing(String list) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String range : list.split(",")) {
            if (!range.isBlank()) {
                ranges.add(AddressRange.parse(range));
            }
        }
        return new AddressRules(ranges);
    }

    /**
     * Returns why the address is refused, as {@code it is private}; empty if it may be dialled. Java already turns an
     * IPv4 address that is mapped into IPv6 into an IPv4 address.
     */
    public Optional<String> refusal(InetAddress address) {
        boolean named = allowed.stream().anyMatch(range -> range.contains(address));
        if (NAT64.contains(address)) {
            return named ? refusal(ipv4(address, 12)) : Optional.of("it is behind a translator, NAT64");
        }
        if (named) {
            return Optional.empty();
        }
        if (SIX_TO_FOUR.contains(address)) {
            return refusal(ipv4(address, 2));
        }
        for (Forbidden forbidden : FORBIDDEN) {
            if (forbidden.range().contains(address)) {
                return Optional.of("it is " + forbidden.what());
            }
        }
        return address instanceof Inet6Address && !GLOBAL_IPV6.contains(address)
                ? Optional.of("it is not of the public internet")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return allowed.isEmpty() ? "public addresses" : "public addresses and " + allowed;
    }

    private static InetAddress ipv4(InetAddress address, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), at, at + 4));
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    private static Forbidden forbidden(String range, String what) {
        return new Forbidden(AddressRange.parse(range), what);
    }
}
