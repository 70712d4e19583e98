package dev.loop.process;

import dev.loop.bi.BiParts;
import dev.loop.bi.BiTables;
import dev.loop.bi.LiveSinks;
import dev.loop.bi.PostgresChoice;
import dev.loop.connectors.connect.ConnectorFile;
import dev.loop.process.ProcessReadiness.Check;
import dev.loop.question.KafkaCommittedOffsets;
import dev.loop.topology.run.StreamsSettings;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * {@link Role#CONNECT}: the tables for BI tools and, in every process, their progress.
 *
 * @param tables present where this process fills them
 */
record BiPart(Optional<BiTables> tables, LiveSinks sinks) {

    static BiPart start(UpOptions options, Infrastructure infrastructure) {
        Closer closer = infrastructure.closer();
        Map<String, Object> settings = infrastructure.kafka().clientSettings();
        Admin admin = closer.register(Admin.create(settings));
        Optional<BiTables> tables = options.has(Role.CONNECT)
                ? options.bi()
                        .map(choice -> closer.register(BiTables.start(
                                choice,
                                ConnectorFile.postgres(),
                                BiParts.ofSystem(),
                                options.data(),
                                settings,
                                admin,
                                infrastructure.registry())))
                : Optional.empty();
        if (!options.has(Role.CONNECT) && options.bi().orElse(null) instanceof PostgresChoice.External external) {
            BiTables.prepare(external.address(), admin);
        }
        LiveSinks sinks = closer.register(new LiveSinks(
                tables,
                settings,
                admin,
                new KafkaCommittedOffsets(admin, StreamsSettings.APPLICATION),
                infrastructure.registry(),
                infrastructure.meters()));
        return new BiPart(tables, sinks);
    }

    /** Adds the check of the tables. A table that lags is reported, and the instance still gets requests. */
    void addTo(ProcessReadiness readiness) {
        if (tables.isPresent()) {
            readiness.tells("sinks", () -> {
                Map<String, String> complaints = sinks.complaints();
                return Check.of(
                        complaints.isEmpty(),
                        complaints.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .collect(Collectors.joining("; ")));
            });
        }
    }
}
