package dev.loop.process;

import dev.loop.api.user.UserSecrets;
import dev.loop.api.webhook.EndpointBook;
import dev.loop.connectors.log.ControlTable;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.files.SecretFile;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Project;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master keys of this process: the given ones, and the one in the data directory, which is made if there is none.
 * Each project names the key of its secrets, so that a process with another key does not start: nobody else could open
 * what it seals.
 */
final class Sealing {

    static {
        // A project is changed by copying it.
        TrustedRecords.install();
    }

    static final String FILE = "master-key";

    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

    private final UpOptions options;
    private final MasterKeys keys;

    private Sealing(UpOptions options, MasterKeys keys) {
        this.options = options;
        this.keys = keys;
    }

    /** @param projects empty for a process without the role api, which seals nothing and so makes no key */
    static Sealing open(UpOptions options, Optional<ControlTable<Project>> projects, PrintWriter out) {
        Path file = options.data().resolve(FILE);
        Optional<String> kept = kept(file);
        Optional<String> known = options.masterKey()
                .given()
                .map(given -> given + kept.map(own -> "," + own).orElse(""))
                .or(() -> kept);
        Set<String> wanted = new TreeSet<>();
        projects.ifPresent(table ->
                table.all().values().forEach(project -> project.getSealedWith().ifPresent(wanted::add)));
        if (known.isEmpty() && projects.isEmpty()) {
            throw new StartException("There is no master key to open the secrets of webhooks with: set LOOP_MASTER_KEY"
                    + " to the one of the processes with the role api. Where none is set there, it is in the file "
                    + FILE
                    + " of their data directory.");
        }
        Optional<MasterKeys> keys = known.map(text -> parsed(text, file));
        keys.ifPresent(there -> wanted.removeAll(there.ids()));
        if (!wanted.isEmpty() && !options.masterKey().lost()) {
            throw missing(wanted, options);
        }
        return new Sealing(options, keys.orElseGet(() -> made(file, options, out)));
    }

    private static Optional<String> kept(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new StartException("The master key cannot be read from " + file + ": " + e, e);
        }
    }

    private static MasterKeys parsed(String text, Path file) {
        try {
            return MasterKeys.parse(text);
        } catch (IllegalArgumentException notAKey) {
            // A given key was checked as it was read.
            throw new StartException(
                    "The file " + file + " is damaged: it " + notAKey.getMessage() + " Put it back from a backup.");
        }
    }

    private static MasterKeys made(Path file, UpOptions options, PrintWriter out) {
        try {
            MasterKeys made = MasterKeys.parse(SecretFile.readOrMake(file, () -> MasterKeys.random() + "\n"));
            out.println(
                    "A master key (" + made.primary() + ") was made in " + file + ": secrets are sealed with it. Keep a"
                            + " copy of it apart from copies of the data"
                            + (options.kafka() instanceof KafkaChoice.External
                                    ? ", and set LOOP_MASTER_KEY to it for every other process on this Kafka."
                                    : "."));
            return made;
        } catch (IOException e) {
            throw new StartException("A master key cannot be kept in " + file + ": " + e, e);
        }
    }

    private static StartException missing(Collection<String> ids, UpOptions options) {
        return new StartException("The secrets of webhooks are sealed with the master key "
                + String.join(" and ", ids) + ", which this process does not have. Set LOOP_MASTER_KEY to it"
                + " (after a comma where another one is set), or put it back into the file "
                + options.data().resolve(FILE) + ": it was set for the process that sealed them, or is in the file "
                + FILE
                + " of its data directory. If it is lost for good, start once with --master-key-lost: that gives the"
                + " endpoints concerned new secrets, takes their headers, and disables them.");
    }

    MasterKeys keys() {
        return keys;
    }

    /** Refuses to start with endpoints that cannot be opened, or gives up their sealed parts if that is asked for. */
    void check(EndpointBook endpoints) {
        Set<String> missing = new TreeSet<>(endpoints.missingKeys(keys));
        if (options.masterKey().lost() && options.has(Role.API)) {
            endpoints
                    .giveUpSealed()
                    .forEach(key -> LOG.warn(
                            "The webhook endpoint {} has a new secret and no headers, and is disabled: its own could not be opened",
                            key));
            return;
        }
        if (!missing.isEmpty()) {
            throw missing(missing, options);
        }
        endpoints
                .sealed()
                .forEach(key -> LOG.error(
                        "The secrets of the webhook endpoint {} do not open, though their master key is here: they were altered or"
                                + " moved. Nothing is sent to it until its secret is rotated with an overlap of 0s and its headers"
                                + " are set again",
                        key));
    }

    /** Makes our first key the one that seals the secrets of each project from now on. */
    void claim(ControlTable<Project> projects) {
        projects.all().forEach((id, project) -> {
            if (!project.getSealedWith().equals(Optional.of(keys.primary()))) {
                projects.change(id, there -> there.map(this::claimed), LONGEST_WRITE);
            }
        });
    }

    private Project claimed(Project project) {
        // Another instance may have come first, with a key that it made.
        project.getSealedWith()
                .filter(id -> !keys.ids().contains(id) && !options.masterKey().lost())
                .ifPresent(id -> {
                    throw missing(Set.of(id), options);
                });
        return Project.newBuilder(project)
                .setSealedWith(keys.primary())
                .setUserSecrets(UserSecrets.sealedAnew(project, keys))
                .build();
    }
}
