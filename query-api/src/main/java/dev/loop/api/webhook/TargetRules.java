package dev.loop.api.webhook;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.http.WebhookUrl;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for the URL of an endpoint. The sender looks a name up and checks it again at each request; this class
 * reports at once what the URL alone shows.
 */
final class TargetRules {

    static final int LONGEST_URL = 2_048;

    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FOUR_NUMBERS = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
    /** Hosts that resolvers take for an address, such as 2130706433 or 0x7f.1 for 127.0.0.1. */
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)\\.?");

    private static final Pattern NAME = Pattern.compile(
            "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.?");

    private final AddressRules addresses;

    TargetRules(AddressRules addresses) {
        this.addresses = addresses;
    }

    /** Adds what is wrong with the URL as an error of the field {@code url}. */
    void check(String url, FieldErrors errors) {
        Optional<Wrong> wrong = wrong(url);
        wrong.ifPresent(w -> errors.add("url", w.problem(), w.remedy()));
    }

    private record Wrong(String problem, String remedy) {}

    private Optional<Wrong> wrong(String url) {
        if (url.length() > LONGEST_URL) {
            return wrong("has " + url.length() + " characters", "shorten it to at most " + LONGEST_URL);
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException notOne) {
            return wrong(
                    "is not a URL: " + notOne.getReason() + " at offset " + notOne.getIndex(),
                    "send an absolute URL, percent-encoded, as in https://example.com/hooks/loop");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return wrong(
                    scheme.isEmpty() ? "has no scheme" : "begins with " + TextRules.quote(scheme),
                    "begin it with https:// or http://");
        }
        if (uri.getRawUserInfo() != null) {
            return wrong(
                    "holds a user name or a password",
                    "take it out of the URL; send it as the header Authorization, under headers");
        }
        if (uri.getRawFragment() != null) {
            return wrong("has a fragment, which no server gets to see", "take out the # and what follows it");
        }
        Optional<Wrong> wrong = host(uri);
        if (wrong.isPresent()) {
            return wrong;
        }
        try {
            int length = WebhookUrl.parse(url).toString().length();
            return length > LONGEST_URL
                    ? wrong(
                            "has " + length + " characters when percent-encoded",
                            "shorten it to at most " + LONGEST_URL)
                    : Optional.empty();
        } catch (IllegalArgumentException notForTheSender) {
            return wrong("could not be sent to: " + notForTheSender.getMessage(), "use another URL");
        }
    }

    private Optional<Wrong> host(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return hostless(uri);
        }
        if (uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
            return wrong("names the port " + uri.getPort(), "use a port from 1 to " + HIGHEST_PORT);
        }
        boolean v6 = host.startsWith("[");
        if (v6 && host.indexOf('%') >= 0) {
            return wrong(
                    "has the host " + TextRules.quote(host) + ", whose zone means something on one machine alone",
                    "use an address on the internet, without % and what follows it");
        }
        if (!v6 && ENDS_IN_A_NUMBER.matcher(host).matches() && !isFourNumbers(host)) {
            return wrong(
                    "has the host " + TextRules.quote(host) + ", which some take for an address",
                    "write an address as four decimal numbers, or use a name");
        }
        for (InetAddress address : literal(host)) {
            Optional<String> reason = addresses.refusal(address);
            if (reason.isPresent()) {
                return wrong(
                        "leads to " + address.getHostAddress() + ", and " + reason.get(),
                        "use an address on the internet; to let this server send into its own network, start it with"
                                + " --allow-private-webhooks "
                                + (address.isLoopbackAddress()
                                        ? "loopback"
                                        : address.getHostAddress() + "/" + 8 * address.getAddress().length));
            }
        }
        return Optional.empty();
    }

    private static Optional<Wrong> hostless(URI uri) {
        String authority = uri.getAuthority();
        if (authority == null || authority.isEmpty()) {
            return wrong("has no host", "send an absolute URL, as in https://example.com/hooks/loop");
        }
        String host = authority.replaceFirst(":\\d*$", "");
        try {
            String ascii = IDN.toASCII(host);
            if (!ascii.equals(host) && NAME.matcher(ascii).matches()) {
                return wrong("has a host that is not ASCII", "write the host as " + ascii);
            }
        } catch (IllegalArgumentException notAName) {
            // The check below reports it.
        }
        return wrong(
                "has the host " + TextRules.quote(host) + ", which is not a name",
                "use letters, digits, hyphens and points");
    }

    private static boolean isFourNumbers(String host) {
        return FOUR_NUMBERS.matcher(host).matches()
                && java.util.Arrays.stream(host.split("\\."))
                        // Some resolvers read a leading zero as the beginning of an octal number.
                        .allMatch(n -> Integer.parseInt(n) <= 255 && (n.length() == 1 || !n.startsWith("0")));
    }

    /**
     * Returns the addresses that the text itself names (RFC 6761 for localhost); none for a name that has to be looked
     * up.
     */
    private static List<InetAddress> literal(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        try {
            if (name.equals("localhost") || name.endsWith(".localhost")) {
                return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            }
            // Neither form is ever looked up.
            return name.startsWith("[") || isFourNumbers(name) ? List.of(InetAddress.getByName(name)) : List.of();
        } catch (UnknownHostException notAnAddress) {
            return List.of();
        }
    }

    private static Optional<Wrong> wrong(String problem, String remedy) {
        return Optional.of(new Wrong(problem, remedy));
    }
}
