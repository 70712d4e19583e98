package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.ItemFields;
import dev.loop.outside.JavaScriptSdk;
import dev.loop.outside.NodeProject;
import dev.loop.outside.Receivers;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.item.FeedbackId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The ways by which an item comes into a running Loop. Each takes it as a program that uses that way has it. */
final class WayIn {

    private static final Path PYTHON = Path.of("../connectors/src/main/sdk/python");
    private static final int LONGEST_RUN_SECONDS = 60;

    private final RunningLoop loop;
    private final Path directory;

    /** @param directory for files to import */
    WayIn(RunningLoop loop, Path directory) {
        this.loop = loop;
        this.directory = directory;
    }

    void post(String key, ObjectNode item) {
        new LoopClient(loop.address(), key)
                .post("/v1/feedback", item.toString())
                .expect(201);
    }

    void batch(ObjectNode item) {
        loop.client()
                .postBytes(
                        "/v1/feedback/batch", item.toString().getBytes(StandardCharsets.UTF_8), "application/x-ndjson")
                .expect(202);
    }

    /** @param program such as {@code examples/announcement.mjs} of the SDK; it has the item in {@code ITEM} */
    void javaScript(String program, ObjectNode item) throws Exception {
        NodeProject project = JavaScriptSdk.application(program);
        NodeProject.Run run = project.run(
                Path.of(program).getFileName().toString(),
                Map.of(
                        "ITEM",
                        item.toString(),
                        "LOOP_API_KEY",
                        RunningLoop.SECRET_KEY,
                        "LOOP_BASE_URL",
                        loop.address().toString()));
        assertThat(run.exitValue()).as(run.printed()).isZero();
        assertThat(run.printed()).isEmpty();
    }

    /** @param program such as {@code examples/announcement.py} of the SDK; it has the item in {@code ITEM} */
    void python(String program, ObjectNode item) throws Exception {
        assumeTrue(Receivers.isThere("python3"), "SKIPPED: python3 is not here, so " + program + " was not tried");
        Path printed = directory.resolve("python.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        "python3", PYTHON.resolve(program).toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PYTHONPATH", PYTHON.toString(),
                        "PYTHONDONTWRITEBYTECODE", "1",
                        "ITEM", item.toString(),
                        "LOOP_API_KEY", RunningLoop.SECRET_KEY,
                        "LOOP_BASE_URL", loop.address().toString()));
        Process process = builder.start();
        boolean ended = process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(printed))
                .isTrue();
        assertThat(printed).isEmptyFile();
    }

    void importedLine(ObjectNode item) throws Exception {
        load("in.ndjson", item + "\n");
    }

    void importedRow(Map<String, String> row) throws Exception {
        load("in.csv", ItemFields.csv(row));
    }

    private void load(String name, String text) throws Exception {
        ItemFields.load(Files.writeString(directory.resolve(name), text), loop.address(), RunningLoop.SECRET_KEY);
    }

    /** Writes the item to the topic, encoded by the schema that the registry gives. */
    void produced(Create item) {
        FeedbackCommand command = FeedbackCommand.newBuilder()
                .setId(item.getExternalId()
                        .map(name -> FeedbackId.derived("default", FeedbackId.Kind.EXTERNAL_ID, name))
                        .orElseGet(FeedbackId::random))
                .setProject("default")
                .setAt(Instant.now())
                .setBody(item)
                .build();
        try (Outsider outsider = new Outsider(loop)) {
            outsider.send(
                    Topics.FEEDBACK_COMMANDS,
                    null,
                    command.getId(),
                    outsider.encode(Topics.FEEDBACK_COMMANDS, command));
        }
    }
}
