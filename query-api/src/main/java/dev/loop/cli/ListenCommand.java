package dev.loop.cli;

import dev.loop.connectors.webhook.signature.Signer;
import dev.loop.listen.AnswerPlan;
import dev.loop.listen.ListenException;
import dev.loop.listen.Registration;
import dev.loop.listen.WebhookReceiver;
import dev.loop.schemas.event.EventType;
import dev.loop.schemas.text.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loop listen}: a receiver of webhooks, for people to try. */
@Command(
        name = "listen",
        sortOptions = false,
        description = "Receives webhooks and prints each, with the problems of its signature.",
        footer = {
            "",
            "A first webhook on one machine:",
            "  loop up --allow-private-webhooks loopback",
            "  LOOP_SECRET_KEY=sk_… loop listen --register",
            "",
            "A receiver that fails twice before it takes an event:",
            "  loop listen --register --answer 503,503,204"
        })
final class ListenCommand implements Callable<Integer> {

    private static final int HIGHEST_PORT = 65_535;
    private static final int DEFAULT_PORT = 4_000;
    private static final int LEAST_STATUS = 200;
    private static final int MOST_STATUS = 599;
    private static final int FAILED = 1;

    // The longer of two names makes the environment variable: LOOP_PORT is the port of loop up.

    @Option(
            names = {"--port", "--listen-port"},
            paramLabel = "PORT",
            description = "Port to listen on (default: 4000, or any free one if that is taken).")
    private @Nullable String port;

    @Option(
            names = {"--host", "--listen-host"},
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = {"--secret", "--webhook-secret"},
            paramLabel = "whsec_…",
            description = "The endpoint's secret. Prefer the environment, which no list of processes shows.")
    private @Nullable String secret;

    @Option(
            names = "--register",
            description = "Create an endpoint for this receiver at a running Loop, with the key in LOOP_SECRET_KEY, and"
                    + " send a test event. The endpoint is deleted at the end.")
    private boolean register;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "With --register, the running Loop (default: http://127.0.0.1:8080).")
    private @Nullable String url;

    @Option(
            names = {"--events", "--listen-events"},
            paramLabel = "TYPE,…",
            description = "With --register, the types of events to receive (default: all).")
    private @Nullable String events;

    @Option(
            names = {"--keep", "--listen-keep"},
            description = "With --register, keep the endpoint at the end.")
    private boolean keep;

    @Option(
            names = {"--answer", "--listen-answer"},
            paramLabel = "STATUS,…",
            description =
                    "Status of the answer to the first attempt at an event, the second, …; the last one answers all"
                            + " further attempts (default: 204).")
    private @Nullable String answer;

    @Option(
            names = {"--delay", "--listen-delay"},
            paramLabel = "TIME",
            description = "Wait before the answer, as in 500ms or 20s; Loop gives up after 15s.")
    private @Nullable String delay;

    @Option(
            names = {"--retry-after", "--listen-retry-after"},
            paramLabel = "TIME",
            description = "Retry-After of answers other than 2xx.")
    private @Nullable String retryAfter;

    @Option(
            names = {"--body", "--listen-body"},
            description = "Print bodies unchanged.")
    private boolean body;

    @Option(
            names = {"--count", "--listen-count"},
            paramLabel = "COUNT",
            description = "End after this number of events (default: never).")
    private @Nullable String count;

    @Spec
    private @Nullable CommandSpec spec;

    private final Optional<String> secretKey;
    private final Clock clock;

    /** @param secretKey what LOOP_SECRET_KEY holds */
    ListenCommand(Optional<String> secretKey, Clock clock) {
        this.secretKey = secretKey.filter(key -> !key.isBlank());
        this.clock = clock;
    }

    /** The options, parsed and checked. */
    private record Wish(
            String host,
            Optional<Integer> port,
            Optional<String> secret,
            URI loop,
            List<String> events,
            WebhookReceiver.Manner manner) {}

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        Wish wish = wish(new OptionReader(command.commandLine().getParseResult()));
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        try (WebhookReceiver receiver = start(wish, out)) {
            wish.secret().ifPresent(receiver::verify);
            out.println("Listening at " + receiver.uri());
            Closing closing = new Closing(receiver, register(wish, receiver, out), out);
            Thread onInterrupt = new Thread(closing::close, "listen-interrupt");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                out.println("Ctrl-C stops it.");
                out.flush();
                closing.registration().flatMap(Registration::test).ifPresent(err::println);
                receiver.awaitEnough();
            } finally {
                unlessShuttingDown(onInterrupt);
                closing.close();
            }
            return 0;
        } catch (ListenException cannot) {
            err.println(cannot.getMessage());
            return FAILED;
        }
    }

    private Optional<Registration> register(Wish wish, WebhookReceiver receiver, PrintWriter out) {
        if (!register) {
            if (wish.secret().isEmpty()) {
                out.println(
                        "Signatures are not checked: there is no --secret (LOOP_WEBHOOK_SECRET), and no --register.");
            }
            return Optional.empty();
        }
        Registration registration =
                Registration.of(wish.loop(), secretKey.orElseThrow(), receiver.uri(), wish.events(), keep);
        receiver.verify(registration.secret());
        out.println(
                "Registered as " + registration.id() + " at " + wish.loop() + ". Its secret: " + registration.secret());
        return Optional.of(registration);
    }

    /** Closes once, from the shutdown hook or at the end of the command. */
    private record Closing(WebhookReceiver receiver, Optional<Registration> registration, PrintWriter out) {
        void close() {
            try {
                registration.ifPresent(Registration::close);
            } catch (ListenException gone) {
                out.println("The endpoint is still registered: " + gone.getMessage());
            }
            out.println(receiver.summary());
            out.flush();
        }
    }

    private static void unlessShuttingDown(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The shutdown is under way already.
        }
    }

    private WebhookReceiver start(Wish wish, PrintWriter out) {
        int wanted = wish.port().orElse(DEFAULT_PORT);
        try {
            return open(wish, wanted, out);
        } catch (IOException taken) {
            if (wish.port().isEmpty()) {
                try {
                    return open(wish, 0, out);
                } catch (IOException alsoNot) {
                    throw cannot(wish, 0, alsoNot);
                }
            }
            throw cannot(wish, wanted, taken);
        }
    }

    private static ListenException cannot(Wish wish, int port, IOException why) {
        return new ListenException("Cannot listen on " + wish.host() + ":" + port + " (" + why.getMessage()
                + "). Choose another with --port or --host.");
    }

    private WebhookReceiver open(Wish wish, int port, PrintWriter out) throws IOException {
        return WebhookReceiver.start(new InetSocketAddress(wish.host(), port), wish.manner(), out, clock);
    }

    private Wish wish(OptionReader read) {
        if (register && secretKey.isEmpty()) {
            read.problem("--register", "needs a secret key in LOOP_SECRET_KEY; loop up shows it at its first start");
        }
        if (register && secret != null) {
            read.problem("--secret", "is made by --register: leave one of them out");
        }
        Optional<String> given = read.text("--secret");
        given.ifPresent(text -> {
            try {
                Signer.of(text);
            } catch (IllegalArgumentException notOne) {
                read.problem("--secret", "cannot be used: " + notOne.getMessage());
            }
        });
        var wish = new Wish(
                read.text("--host").orElse("127.0.0.1"),
                read.given("--port")
                        ? Optional.of(
                                (int) read.number("--port", 0, HIGHEST_PORT).orElse(0))
                        : Optional.empty(),
                given,
                loop(read),
                types(read),
                new WebhookReceiver.Manner(
                        new AnswerPlan(
                                statuses(read),
                                time(read, "--delay").orElse(Duration.ZERO),
                                time(read, "--retry-after")),
                        body,
                        read.number("--count", 1, Integer.MAX_VALUE).orElse(0)));
        read.finish();
        return wish;
    }

    private static Optional<Duration> time(OptionReader read, String option) {
        List<Duration> times = read.times(option);
        if (times.size() > 1) {
            read.problem(option, "is one time, such as 5s");
        }
        return times.stream().findFirst();
    }

    private static List<Integer> statuses(OptionReader read) {
        List<Integer> statuses = new ArrayList<>();
        for (String text : read.text("--answer").orElse("204").split(",")) {
            if (text.strip().matches("[2-5][0-9][0-9]")) {
                statuses.add(Integer.parseInt(text.strip()));
            } else {
                read.problem(
                        "--answer",
                        "must be statuses from " + LEAST_STATUS + " to " + MOST_STATUS + ", not \"" + text + "\"");
                return AnswerPlan.USUAL.statuses();
            }
        }
        return statuses;
    }

    private static List<String> types(OptionReader read) {
        List<String> known = EventType.subscribable();
        List<String> types = new ArrayList<>();
        for (String text : read.text("--events").orElse(String.join(",", known)).split(",")) {
            if (known.contains(text.strip())) {
                types.add(text.strip());
            } else {
                read.problem(
                        "--events",
                        "is any of " + String.join(", ", known) + ", not \"" + text + "\""
                                + Nearest.to(text.strip(), known)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        return types;
    }

    private static URI loop(OptionReader read) {
        String text = read.text("--url").orElse("http://127.0.0.1:8080");
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException notOne) {
            // The problem below reports it.
        }
        read.problem("--url", "must be an address such as http://127.0.0.1:8080, not \"" + text + "\"");
        return URI.create("http://127.0.0.1:8080");
    }
}
