package dev.loop.cli;

import dev.loop.connectors.seal.MasterKeys;
import dev.loop.process.MasterKeyOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code loop up} for the key that seals secrets. */
final class MasterKeyArguments {

    @Option(
            names = "--master-key-file",
            paramLabel = "FILE",
            description =
                    "File with the master key that secrets are sealed with, 32 bytes in base 64; after a new one the"
                            + " old one. LOOP_MASTER_KEY holds the same itself. Needed by every process with api or sender on one"
                            + " Kafka (default: made in the file master-key of --data).")
    private @Nullable String masterKeyFile;

    @Option(
            names = "--master-key-lost",
            description = "Start though the master key is gone: endpoints whose secrets it sealed get new secrets, lose"
                    + " their headers, and are disabled.")
    private boolean masterKeyLost;

    private final Map<String, String> environment;

    /** @param environment for the key, which no command line should show */
    MasterKeyArguments(Map<String, String> environment) {
        this.environment = environment;
    }

    MasterKeyOptions masterKey(OptionReader read) {
        Optional<String> given =
                Optional.ofNullable(environment.get("LOOP_MASTER_KEY")).filter(value -> !value.isBlank());
        Optional<Path> file = read.text("--master-key-file").map(Path::of);
        if (given.isPresent() && file.isPresent()) {
            read.problem("--master-key-file", "cannot be used together with LOOP_MASTER_KEY");
        } else if (file.isPresent()) {
            try {
                given = Optional.of(Files.readString(file.get()));
            } catch (IOException | UncheckedIOException e) {
                read.problem("--master-key-file", "must be a file that can be read, and " + file.get() + " is not");
            }
        }
        try {
            given.ifPresent(MasterKeys::parse);
        } catch (IllegalArgumentException notAKey) {
            read.problem(
                    (file.isPresent() ? "The file of --master-key-file " : "LOOP_MASTER_KEY ") + notAKey.getMessage());
        }
        return new MasterKeyOptions(given, masterKeyLost);
    }
}
