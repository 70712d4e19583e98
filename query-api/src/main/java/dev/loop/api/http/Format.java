package dev.loop.api.http;

import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an answer is written in. */
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

    /** As {@code Content-Type} has it. */
    public String type() {
        return type;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one that the caller asks for: {@code ?format=}, or the one that {@code Accept} names with the greatest weight.
     * JSON where it names none.
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

    /** For a read of the API that is answered in JSON: whoever asks for another format must not be given this one. */
    static void refuseUnknown(Context ctx) {
        boolean reads = ctx.method().equals(HandlerType.GET) || ctx.method().equals(HandlerType.HEAD);
        String word = ctx.queryParam("format");
        if (reads && ctx.path().startsWith("/v1/") && word != null && !word.equals(JSON.word())) {
            throw Problem.INVALID_PARAMETER.because(
                    "format is " + TextRules.quote(word) + ", and this call answers in JSON alone.");
        }
    }

    /** How much a type is wanted by name, 0 to 1; what only a wildcard names counts as not asked for. */
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
