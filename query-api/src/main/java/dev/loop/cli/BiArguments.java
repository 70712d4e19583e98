package dev.loop.cli;

import dev.loop.bi.PostgresChoice;
import dev.loop.connectors.postgres.PostgresAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} for the tables of BI tools. */
final class BiArguments {

    @Option(
            names = "--bi",
            description = "Keep tables for BI tools in an embedded PostgreSQL; its first use fetches 73 MB.")
    private boolean bi;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description =
                    "Keep tables for BI tools in this PostgreSQL: postgresql://USER@HOST:PORT/DATABASE. Set its password"
                            + " in LOOP_POSTGRES_PASSWORD, or in the URL if LOOP_POSTGRES holds that.")
    private @Nullable String postgres;

    @Option(
            names = "--postgres-port",
            paramLabel = "PORT",
            description =
                    "Port of the embedded PostgreSQL on 127.0.0.1 (default: that of the last start, at first any free one).")
    private @Nullable String postgresPort;

    private final Map<String, String> environment;

    /** @param environment for the password of the database, which no command line should show */
    BiArguments(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean wanted(OptionReader read) {
        return bi || read.given("--postgres");
    }

    Optional<PostgresChoice> database(OptionReader read) {
        if (read.given("--postgres")) {
            if (read.given("--postgres-port")) {
                read.problem(
                        "--postgres-port", "is for the embedded PostgreSQL, and cannot be combined with --postgres");
            }
            return read.text("--postgres").flatMap(url -> theirs(url, read));
        }
        OptionalLong port = read.number("--postgres-port", 0, OptionReader.HIGHEST_PORT);
        return bi || port.isPresent()
                ? Optional.of(new PostgresChoice.Embedded((int) port.orElse(0)))
                : Optional.empty();
    }

    private Optional<PostgresChoice> theirs(String url, OptionReader read) {
        try {
            PostgresAddress address = PostgresAddress.parse(url);
            if (address.password().isPresent() && read.onCommandLine("--postgres")) {
                read.problem(
                        "--postgres",
                        "holds a password, which every user of this machine can see in the list of processes;"
                                + " set LOOP_POSTGRES_PASSWORD instead, or set LOOP_POSTGRES to the whole URL");
            }
            Optional<String> beside = Optional.ofNullable(environment.get("LOOP_POSTGRES_PASSWORD"));
            return Optional.of(new PostgresChoice.External(
                    beside.map(address::withPassword).orElse(address)));
        } catch (IllegalArgumentException e) {
            // The value is left out: it may hold a password.
            read.problem("--postgres", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
