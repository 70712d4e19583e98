package dev.loop.connectors.webhook.http;

import dev.loop.connectors.webhook.signature.RequestHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the headers that an endpoint's owner wants sent along. */
public final class OwnHeaders {

    /** A token (RFC 9110, 5.6.2). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    /** Visible characters with blanks between; no line ends, which would begin a header of their own. */
    private static final Pattern VALUE = Pattern.compile("(?:[!-~](?:[ \\t!-~]*[!-~])?)?");

    private static final int LONGEST_VALUE = 4096;

    /** Returns why the headers cannot be sent, as a sentence; empty if they can. */
    public static Optional<String> problem(Map<String, String> headers) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            Optional<String> problem = problem(header.getKey(), header.getValue());
            if (problem.isPresent() && !RequestHeaders.leftOut(header.getKey())) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** Returns why the header cannot be sent, as a sentence; empty if it can. */
    public static Optional<String> problem(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("'" + name + "' is not a name of a header.");
        }
        if (RequestHeaders.reserved(name)) {
            return Optional.of("The header " + name + " is set by Loop itself or by HTTP. Choose another name.");
        }
        if (value.length() > LONGEST_VALUE || !VALUE.matcher(value).matches()) {
            return Optional.of("The value of the header " + name + " has to be visible ASCII of at most "
                    + LONGEST_VALUE + " characters, with no blanks around it.");
        }
        return Optional.empty();
    }

    private OwnHeaders() {}
}
