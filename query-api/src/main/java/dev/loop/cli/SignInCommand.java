package dev.loop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final int CREATED = 201;
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
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        var read = new OptionReader(command.commandLine().getParseResult());
        URI loop = loop(read);
        if (secretKey.isEmpty()) {
            read.problem("LOOP_SECRET_KEY is not set: it is the secret key that loop up showed at its first start.");
        }
        read.finish();
        PrintWriter err = command.commandLine().getErr();
        try {
            HttpResponse<String> response = ask(loop, secretKey.orElseThrow());
            JsonNode answer = new ObjectMapper().readTree(response.body());
            if (response.statusCode() == CREATED) {
                command.commandLine()
                        .getOut()
                        .println(loop.resolve(answer.path("path").asText()));
                return 0;
            }
            err.println("Loop at " + loop + " answered " + response.statusCode() + ": "
                    + answer.path("detail").asText(response.body()));
        } catch (IOException silent) {
            err.println("Loop does not answer at " + loop + " (" + silent
                    + "). Is it running? loop up starts it and prints a link; --url names another address.");
        }
        return FAILED;
    }

    private static HttpResponse<String> ask(URI loop, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(loop.resolve("/v1/sign-in-links"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
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
