package dev.loop.process;

import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.DefaultProject;
import dev.loop.bi.BiTables;
import dev.loop.bi.EmbeddedPostgres;
import dev.loop.broker.EmbeddedKafka;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;

/** The text of {@code loop up} when everything is up: addresses, keys, and a first call to make. */
record Greeting(
        URI api,
        URI signIn,
        String kafka,
        UpOptions options,
        Optional<DefaultProject.FreshKeys> freshKeys,
        Optional<BiTables> tables) {

    /** Greets for a process without an API. */
    static void ofPart(URI probes, String kafka, UpOptions options, PrintWriter out) {
        out.println();
        out.println("Running          "
                + options.roles().stream().map(Role::word).sorted().collect(Collectors.joining(", ")));
        out.println("Probes are at    " + probes + "/health/ready  (metrics: " + probes + "/metrics)");
        printKafka(kafka, options, out);
        out.println();
        out.println("Ctrl-C stops it.");
        out.flush();
    }

    private static void printKafka(String kafka, UpOptions options, PrintWriter out) {
        out.println("Kafka is at      " + kafka);
        if (options.kafka() instanceof KafkaChoice.Embedded) {
            out.println("  for clients    " + EmbeddedKafka.clientFile(options.data()));
        }
    }

    /** Shows new keys before everything else is up: they are stored now, and nowhere else in the clear. */
    static void showKeys(DefaultProject.FreshKeys fresh, DefaultProject.GivenKeys given, PrintWriter out) {
        out.println();
        out.println("Keys, shown this once and kept as hashes only:");
        out.println("  secret         " + (given.secret().isPresent() ? "as set in LOOP_SECRET_KEY" : fresh.secret()));
        out.println("  publishable    "
                + (given.publishable().isPresent()
                        ? "as set in LOOP_PUBLISHABLE_KEY"
                        : fresh.publishable() + "  (may only create)"));
        out.flush();
    }

    void print(PrintWriter out) {
        out.println();
        out.println("Loop is at       " + api + "  (documentation: " + api + "/docs)");
        out.println("Sign in at       " + signIn + "  (once, within " + BrowserSessions.LINK_LIFE.toMinutes()
                + " minutes)");
        printKafka(kafka, options, out);
        out.println("Schemas are at   " + api + "/registry");
        out.println("The data is in   " + options.data());
        tables.ifPresent(bi -> {
            out.println("PostgreSQL is at "
                    + bi.embedded()
                            .map(EmbeddedPostgres::readerAddress)
                            .orElse(bi.address().shown()));
            bi.embedded()
                    .ifPresent(
                            postgres -> out.println("  with password  psql \"$(cat " + postgres.readerFile() + ")\""));
        });
        // A key that the operator has set is not printed.
        String key = freshKeys
                .filter(keys -> options.keys().secret().isEmpty())
                .map(DefaultProject.FreshKeys::secret)
                .orElse("$LOOP_SECRET_KEY");
        out.println();
        if (options.demo()) {
            out.println("Which features get the most negative feedback from accounts on the Scale plan?");
            out.println("  curl -s -H \"Authorization: Bearer " + key + "\" '" + api
                    + "/v1/sentiment?group_by=tag&plan=scale&sort=-negative&limit=10'");
        } else {
            out.println("A first item:");
            out.println("  curl -s -H \"Authorization: Bearer " + key + "\" -H 'Content-Type: application/json' \\");
            out.println("    -d '{\"user\":{\"id\":\"u_1\"},\"message\":\"The export takes for ever\","
                    + "\"sentiment\":\"negative\",\"tag\":\"exports\",\"plan\":\"scale\"}' \\");
            out.println("    " + api + "/v1/feedback");
        }
        if (options.webhooks()
                .addresses()
                .refusal(InetAddress.getLoopbackAddress())
                .isEmpty()) {
            out.println();
            out.println("A first webhook:");
            out.println("  LOOP_SECRET_KEY=" + (key.startsWith("$") ? "…" : key) + " ./loop listen --register --url "
                    + api);
        }
        out.println();
        out.println("Ctrl-C stops it.");
        out.flush();
    }
}
