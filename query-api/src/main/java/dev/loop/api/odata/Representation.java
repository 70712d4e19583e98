package dev.loop.api.odata;

import dev.loop.api.http.Problem;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;

/**
 * The format of the JSON, by {@code $format} or {@code Accept} (OData JSON Format 4.0, 3): how much metadata it
 * carries, and whether 64-bit numbers are texts.
 */
record Representation(Metadata metadata, boolean longsAsTexts) {

    enum Metadata {
        NONE,
        MINIMAL,
        FULL
    }

    static final String FORMAT = "$format";

    static Representation of(Context ctx) {
        String wished = Optional.ofNullable(ctx.queryParam(FORMAT))
                .or(() -> Optional.ofNullable(ctx.header("Accept")).flatMap(Representation::firstJson))
                .orElse("json")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        if (!wished.equals("json") && !wished.startsWith("application/json")) {
            throw QueryErrors.notSupported(
                    FORMAT, QueryErrors.quote(wished), "use json or application/json;odata.metadata=minimal");
        }
        Metadata metadata = Metadata.MINIMAL;
        if (wished.contains("metadata=none")) {
            metadata = Metadata.NONE;
        } else if (wished.contains("metadata=full")) {
            metadata = Metadata.FULL;
        }
        return new Representation(metadata, wished.contains("ieee754compatible=true"));
    }

    /** Returns the first JSON type; clients list what they can read, the best first. */
    private static Optional<String> firstJson(String accept) {
        for (String range : accept.split(",", -1)) {
            String plain = range.strip().toLowerCase(Locale.ROOT);
            if (plain.startsWith("application/json")) {
                return Optional.of(plain);
            }
        }
        if (accept.contains("*/*") || accept.contains("application/*") || accept.isBlank()) {
            return Optional.empty();
        }
        throw Problem.NOT_ACCEPTABLE.because("The feed is JSON, and the header Accept does not take application/json.");
    }

    String contentType() {
        return "application/json;odata.metadata=" + metadata.name().toLowerCase(Locale.ROOT)
                + (longsAsTexts ? ";IEEE754Compatible=true" : "");
    }
}
