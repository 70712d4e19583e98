package dev.loop.api.http;

import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats of an answer. */
public enum Format {
    JSON("application/json"),
    CSV("text/csv"),
    NDJSON("application/x-ndjson"),
    PARQUET("application/vnd.apache.parquet"),
    HTML("text/html");

    private final String type;

    Format(String type) {
        this.type = type;
    }

    /** Returns the value of {@code Content-Type}. */
    public String type() {
        return type;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the format that the caller asks for: {@code ?format=}, or the one that {@code Accept} names with the
     * greatest weight. JSON if it names none.
     *
     * @param others that the call knows besides JSON
     */
    public static Format wanted(Context ctx, Format... others) {
        String word = ctx.queryParam("format");
        if (word != null) {
            if (word.equals(JSON.word())) {
                return JSON;
            }
            return Arrays.stream(others)
                    .filter(format -> format.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> Problem.INVALID_PARAMETER.because("format is " + TextRules.quote(word)
                            + ": use one of json, "
                            + String.join(
                                    ", ",
                                    Arrays.stream(others).map(Format::word).toList()) + "."));
        }
        String accept = Optional.ofNullable(ctx.header("Accept")).orElse("").toLowerCase(Locale.ROOT);
        Format best = JSON;
        for (Format format : List.of(others)) {
            if (quality(accept, format.type) > quality(accept, best.type)) {
                best = format;
            }
        }
        return best;
    }

    /**
     * Refuses {@code format} on a read that only answers in JSON: a caller that asks for another format must not be
     * given this one.
     */
    static void refuseUnknown(Context ctx) {
        boolean reads = ctx.method().equals(HandlerType.GET) || ctx.method().equals(HandlerType.HEAD);
        String word = ctx.queryParam("format");
        if (reads && ctx.path().startsWith("/v1/") && word != null && !word.equals(JSON.word())) {
            throw Problem.INVALID_PARAMETER.because(
                    "format is " + TextRules.quote(word) + ", and this call answers in JSON alone.");
        }
    }

    /**
     * Returns the weight of a type that is wanted by name, 0 to 1; a type that only a wildcard names counts as not
     * asked for.
     */
    private static double quality(String accept, String type) {
        for (String range : accept.split(",")) {
            String[] parts = range.split(";");
            if (!parts[0].strip().equals(type)) {
                continue;
            }
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip();
                if (parameter.startsWith("q=")) {
                    try {
                        return Double.parseDouble(parameter.substring(2));
                    } catch (NumberFormatException malformed) {
                        return 0;
                    }
                }
            }
            return 1;
        }
        return 0;
    }
}
