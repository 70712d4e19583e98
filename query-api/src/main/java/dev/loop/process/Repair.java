package dev.loop.process;

import dev.loop.api.control.ControlRepair;
import dev.loop.api.control.ControlRepair.Finding;
import dev.loop.broker.BrokerException;
import dev.loop.connectors.log.UnreadableRecord;
import dev.loop.registry.EmbeddedSchemaRegistry;
import dev.loop.schemas.wire.WireSerdes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** {@code loop repair}: repairs settings that cannot be read. */
public final class Repair {

    private Repair() {}

    /**
     * Reports unreadable settings and their replacements.
     *
     * @param apply whether the replacements are written; the unreadable bytes are kept in {@code unreadable/} first
     */
    public static void run(UpOptions options, boolean apply, PrintWriter out) {
        Closer closer = new Closer();
        try {
            KafkaConnection kafka = KafkaConnection.open(options, closer);
            kafka.prepareTopics();
            EmbeddedSchemaRegistry registry = closer.register(EmbeddedSchemaRegistry.start(kafka.clientSettings()));
            WireSerdes.registerSchemas(registry);
            ControlRepair repair = new ControlRepair(kafka.clientSettings(), registry);
            List<Finding> findings = repair.look();
            if (findings.isEmpty()) {
                out.println("Everything that is set can be read; there is nothing to repair.");
                return;
            }
            findings.forEach(finding -> tell(finding, apply, out));
            if (apply) {
                keep(findings, options.data().resolve("unreadable"), out);
                repair.apply(findings);
                out.println("Done. Loop can be started.");
            } else {
                out.println("Nothing was changed. `loop repair --apply` does it.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while repairing", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException("Kafka did not take the repair: " + e + ". Try again.", e);
        } finally {
            closer.close();
        }
    }

    private static void tell(Finding finding, boolean applied, PrintWriter out) {
        out.println(finding.record().words());
        String will = applied ? "" : "would be ";
        out.println(finding.before()
                .map(before -> before.bytes() == null
                        ? "  It was removed before that, at offset " + before.offset() + "; it " + will + "removed."
                        : "  The version of offset " + before.offset() + " " + will + "put back.")
                .orElse("  No earlier version is left; it " + will + "removed, as if it had never been set."));
    }

    private static void keep(List<Finding> findings, Path directory, PrintWriter out) {
        try {
            Files.createDirectories(directory);
            for (Finding finding : findings) {
                UnreadableRecord record = finding.record();
                Files.write(directory.resolve(record.topic() + "-" + record.offset() + ".bin"), finding.bytes());
            }
            out.println("What could not be read is kept in " + directory + ".");
        } catch (IOException e) {
            throw new BrokerException(
                    "What cannot be read could not be kept in " + directory + ": " + e + ". Nothing was changed.", e);
        }
    }
}
