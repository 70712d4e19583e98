package dev.loop.cli;

import dev.loop.client.ApiConnectionException;
import dev.loop.client.LoopException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loop sign-in}: prints a new link to the dashboard of a running Loop. */
@Command(
        name = "sign-in",
        description = "Prints a link that signs one browser in to the dashboard of a running Loop, once.",
        footer = {"", "  LOOP_SECRET_KEY=sk_… loop sign-in"})
final class SignInCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--url", paramLabel = "URL", description = "The running Loop (default: http://127.0.0.1:8080).")
    private @Nullable String url;

    @Spec
    private @Nullable CommandSpec spec;

    private final Optional<String> secretKey;

    /** @param secretKey what LOOP_SECRET_KEY holds */
    SignInCommand(Optional<String> secretKey) {
        this.secretKey = secretKey.filter(key -> !key.isBlank());
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        var read = new OptionReader(command.commandLine().getParseResult());
        URI loop = loop(read);
        if (secretKey.isEmpty()) {
            read.problem("LOOP_SECRET_KEY is not set: it is the secret key that loop up showed at its first start.");
        }
        read.finish();
        PrintWriter err = command.commandLine().getErr();
        try {
            String path = dev.loop.client.Loop.builder()
                    .baseUrl(loop.toString())
                    .apiKey(secretKey.orElseThrow())
                    .options(options -> options.timeout(PATIENCE))
                    .build()
                    .request("POST", "/v1/sign-in-links")
                    .path("path")
                    .asText();
            command.commandLine().getOut().println(loop.resolve(path));
            return 0;
        } catch (ApiConnectionException silent) {
            err.println("Loop does not answer at " + loop + " (" + silent.getMessage()
                    + "). Is it running? loop up starts it and prints a link; --url names another address.");
        } catch (LoopException refused) {
            err.println("Loop at " + loop + " refuses: " + refused.getMessage());
        }
        return FAILED;
    }

    private static URI loop(OptionReader read) {
        String text = read.text("--url").orElse("http://127.0.0.1:8080");
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
                return uri;
            }
        } catch (IllegalArgumentException notOne) {
            // The problem below reports it.
        }
        read.problem("--url", "must be an address such as http://127.0.0.1:8080, not \"" + text + "\"");
        return URI.create("http://127.0.0.1:8080");
    }
}
