package dev.loop.cli;

import dev.loop.process.AnalystOptions;
import dev.loop.process.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} for the analyst. */
final class AnalystArguments {

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    @Option(
            names = "--analyst",
            description =
                    "Have a model judge items whose sentiment nobody said, beside the rules; its first use fetches"
                            + " 72 MB, unless --llm-only leaves the encoder out.")
    private boolean analyst;

    @Option(
            names = "--languages",
            paramLabel = "CODE,…",
            description =
                    "With the analyst: languages that messages may be in, as in en,de; the first is that of messages"
                            + " too short to tell. Those in another than en are marked unsure (default:"
                            + " en,de,es,fr,it,nl,pt).")
    private @Nullable String languages;

    /** @param roles those of this process */
    Optional<AnalystOptions> analyst(OptionReader read, Set<Role> roles) {
        boolean wanted = analyst || read.given("--roles") && roles.contains(Role.ANALYST);
        if (analyst && !roles.contains(Role.ANALYST)) {
            read.problem("--analyst", "needs the role analyst: add it to --roles");
        }
        if (!wanted) {
            if (read.given("--languages")) {
                read.problem("--languages", "is for the analyst, and needs --analyst or --roles with analyst");
            }
            return Optional.empty();
        }
        return Optional.of(read.text("--languages")
                .map(list -> new AnalystOptions(languages(list, read)))
                .orElse(AnalystOptions.USUAL));
    }

    private static List<String> languages(String list, OptionReader read) {
        List<String> codes =
                Stream.of(list.split(",", -1)).map(String::strip).distinct().toList();
        codes.stream()
                .filter(code -> !LANGUAGE.matcher(code).matches())
                .forEach(code -> read.problem(
                        "--languages", "is a list of codes such as en,de, and \"" + code + "\" is not one"));
        return codes;
    }
}
