package dev.loop.cli;

import dev.loop.schemas.mask.MaskKind;
import dev.loop.schemas.mask.Masking;
import dev.loop.schemas.text.Nearest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of {@code loop up} that tells which numbers are taken out of what comes in. */
final class MaskArguments {

    private static final String MASK = "--mask";
    private static final String NONE = "none";

    @Option(
            names = MASK,
            paramLabel = "KIND,…",
            description =
                    "Numbers that are taken out of texts before anything is stored, and refused in ids: card (payment"
                            + " cards), ssn (social security numbers of the US), iban (bank accounts), email, phone (with a country's code); or none. A project can choose for itself. Read by api"
                            + " and streams; all processes of a cluster need the same (default: card,ssn).")
    private @Nullable String kinds;

    Masking masking(OptionReader read) {
        Optional<String> given = read.text(MASK);
        if (given.isEmpty()) {
            return Masking.usual();
        }
        Set<MaskKind> wanted = EnumSet.noneOf(MaskKind.class);
        if (!given.get().strip().equalsIgnoreCase(NONE)) {
            for (String word : given.get().split(",")) {
                String kind = word.strip().toLowerCase(Locale.ROOT);
                if (MaskKind.WORDS.contains(kind)) {
                    wanted.add(MaskKind.valueOf(kind.toUpperCase(Locale.ROOT)));
                } else {
                    read.problem(
                            MASK,
                            "is any of " + String.join(", ", MaskKind.WORDS) + ", or none, not \"" + word.strip() + "\""
                                    + Nearest.to(word.strip(), MaskKind.WORDS)
                                            .map(near -> "; did you mean " + near + "?")
                                            .orElse(""));
                }
            }
        }
        return new Masking(wanted);
    }
}
