package dev.loop.cli;

import dev.loop.connectors.llm.LlmBudget;
import dev.loop.connectors.llm.LlmKey;
import dev.loop.connectors.llm.LlmPrices;
import dev.loop.connectors.llm.LlmSettings;
import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.http.WebhookUrl;
import dev.loop.process.AnalystOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} for a language model that judges. */
final class LlmArguments {

    private static final String URL = "--llm-url";
    private static final String MODEL = "--llm-model";
    private static final String KEY_FILE = "--llm-key-file";
    private static final String BUDGET = "--llm-budget";
    private static final String PRICE = "--llm-price";
    private static final String CONCURRENCY = "--llm-concurrency";
    private static final String PRIVATE = "--allow-private-llm";
    private static final String KEY = "LOOP_LLM_KEY";

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:/@+-]*");

    private static final Set<PosixFilePermission> OF_THE_OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    @Option(
            names = URL,
            paramLabel = "URL",
            description = "With the analyst: have a language model judge in the encoder's place, at any server that"
                    + " takes POST URL/chat/completions as OpenAI does, as in https://api.example.com/v1. Messages"
                    + " leave this machine, masked. Its key is in LOOP_LLM_KEY.")
    private @Nullable String url;

    @Option(names = MODEL, paramLabel = "NAME", description = "The language model, as its server names it.")
    private @Nullable String model;

    @Option(
            names = KEY_FILE,
            paramLabel = "FILE",
            description = "File with the key of the language model's server, which its owner alone may read;"
                    + " LOOP_LLM_KEY holds the same itself (default: none).")
    private @Nullable String keyFile;

    @Option(
            names = BUDGET,
            paramLabel = "AMOUNT",
            description = "The most that a project may use of the language model in a calendar month of UTC, over all"
                    + " copies: money, as in 20, or 2000000tokens. Needed for a server on the internet.")
    private @Nullable String budget;

    @Option(
            names = PRICE,
            paramLabel = "IN,OUT",
            description =
                    "What a million tokens cost, sent and answered, in the currency of --llm-budget: 0.15,0.60 (default:"
                            + " cost is not counted).")
    private @Nullable String price;

    @Option(
            names = CONCURRENCY,
            paramLabel = "COUNT",
            description = "Calls of the language model at a time (default: 4).")
    private @Nullable String concurrency;

    @Option(
            names = PRIVATE,
            paramLabel = "CIDR,…",
            description = "Private addresses that the language model's server may have, as in 10.1.0.0/16; http is for"
                    + " these and for this machine (default: none).")
    private @Nullable String allowPrivate;

    @Option(
            names = "--llm-only",
            description = "Run the analyst without its encoder, which is then not fetched: no themes, no search by"
                    + " meaning, no learning; what the language model does not judge keeps the rules' label.")
    private boolean only;

    private final Map<String, String> environment;

    /** @param environment for the key, which no command line should show */
    LlmArguments(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns the options of an analyst with what is said of a language model. */
    Optional<AnalystOptions> addTo(Optional<AnalystOptions> analyst, OptionReader read) {
        if (!read.given(URL)) {
            Stream.of(MODEL, KEY_FILE, BUDGET, PRICE, CONCURRENCY, PRIVATE)
                    .filter(read::given)
                    .forEach(option -> read.problem(option, "is for a language model, and needs " + URL));
            if (only) {
                read.problem("--llm-only", "leaves nothing that judges without " + URL);
            }
            return analyst;
        }
        if (analyst.isEmpty()) {
            read.problem(URL, "is for the analyst, and needs --analyst or --roles with analyst");
        }
        return analyst.flatMap(options -> settings(read).map(llm -> options.with(llm, !only)));
    }

    private Optional<LlmSettings> settings(OptionReader read) {
        Optional<URI> server = read.text(URL).flatMap(text -> server(text, read));
        Optional<String> name = read.text(MODEL);
        if (name.isEmpty()) {
            read.problem(MODEL, "is missing beside " + URL + ": name the model as its server does");
        } else if (name.get().length() > LlmSettings.LONGEST_MODEL
                || !NAME.matcher(name.get()).matches()) {
            read.problem(
                    MODEL,
                    "must be letters, digits and . _ : / @ + -, at most " + LlmSettings.LONGEST_MODEL + " of them");
        }
        Optional<LlmKey> key = key(read);
        LlmPrices prices = prices(read);
        boolean own = server.filter(LlmArguments::isHere).isPresent() || read.given(PRIVATE);
        LlmBudget limit = budget(read, own);
        OptionalLong calls = read.number(CONCURRENCY, 1, LlmSettings.MOST_CONCURRENCY);
        AddressRules addresses = addresses(server, read);
        return server.flatMap(at -> name.map(called -> new LlmSettings(
                at, called, key, addresses, prices, limit, (int) calls.orElse(LlmSettings.USUAL_CONCURRENCY))));
    }

    private static Optional<URI> server(String text, OptionReader read) {
        try {
            URI server = WebhookUrl.parse(text.strip());
            if (server.getScheme().equalsIgnoreCase("http") && !isHere(server) && !read.given(PRIVATE)) {
                read.problem(
                        URL,
                        "must begin with https://: what customers wrote would travel readable by all. http is for this"
                                + " machine, and for private addresses that " + PRIVATE + " names");
            }
            return Optional.of(server);
        } catch (IllegalArgumentException wrong) {
            // The value is left out: it may hold a password.
            read.problem(URL, "cannot be used: " + withoutPoint(wrong));
            return Optional.empty();
        }
    }

    private static boolean isHere(URI server) {
        return LOOPBACK.matcher(server.getHost()).matches();
    }

    private Optional<LlmKey> key(OptionReader read) {
        Optional<String> given = Optional.ofNullable(environment.get(KEY)).filter(value -> !value.isBlank());
        Optional<Path> file = read.text(KEY_FILE).map(Path::of);
        if (given.isPresent() && file.isPresent()) {
            read.problem(KEY_FILE, "cannot be used together with " + KEY);
            return Optional.empty();
        }
        try {
            return file.isPresent() ? Optional.of(LlmKey.parse(content(file.get(), read))) : given.map(LlmKey::parse);
        } catch (IOException | UncheckedIOException e) {
            read.problem(KEY_FILE, "must be a file that can be read, and " + file.orElseThrow() + " is not");
        } catch (IllegalArgumentException notAKey) {
            read.problem((file.isPresent() ? "The file of " + KEY_FILE + " " : KEY + " ") + notAKey.getMessage() + ".");
        }
        return Optional.empty();
    }

    private static String content(Path file, OptionReader read) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OF_THE_OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            read.problem(KEY_FILE, "must be a file that its owner alone may read: chmod 600 " + file);
        }
        return Files.readString(file);
    }

    private static LlmPrices prices(OptionReader read) {
        try {
            return read.text(PRICE).map(LlmPrices::parse).orElse(LlmPrices.NONE);
        } catch (IllegalArgumentException wrong) {
            read.problem(PRICE, String.valueOf(wrong.getMessage()));
            return LlmPrices.NONE;
        }
    }

    private static LlmBudget budget(OptionReader read, boolean own) {
        if (!read.given(BUDGET) && !own) {
            read.problem(BUDGET, "is missing for a server on the internet: say what a month may cost at most");
        }
        try {
            LlmBudget budget = read.text(BUDGET).map(LlmBudget::parse).orElse(LlmBudget.NONE);
            if (budget.cost().isPresent() && !read.given(PRICE)) {
                read.problem(BUDGET, "is money, and needs " + PRICE + ", what a million tokens cost");
            }
            return budget;
        } catch (IllegalArgumentException wrong) {
            read.problem(BUDGET, String.valueOf(wrong.getMessage()));
            return LlmBudget.NONE;
        }
    }

    private static AddressRules addresses(Optional<URI> server, OptionReader read) {
        Stream<String> here = server.filter(LlmArguments::isHere).map(at -> WebhookArguments.LOOPBACK).stream();
        try {
            return AddressRules.allowing(
                    Stream.concat(here, read.text(PRIVATE).stream()).collect(Collectors.joining(",")));
        } catch (IllegalArgumentException wrong) {
            read.problem(PRIVATE, "cannot be used: " + wrong.getMessage());
            return AddressRules.publicOnly();
        }
    }

    /** Returns a message without the full stop, which the reader of options puts. */
    private static String withoutPoint(Exception wrong) {
        String message = String.valueOf(wrong.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
