package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.api.ItemFields;
import dev.loop.client.Loop;
import dev.loop.client.model.NewFeedback;
import dev.loop.client.model.Sentiment;
import dev.loop.client.model.Status;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways by which an item comes into a running Loop. Each takes it as a program that uses that way has it. */
final class WayIn {

    private static final Path PYTHON = Path.of("../connectors/src/main/sdk/python");
    private static final int LONGEST_RUN_SECONDS = 60;
    private static final long A_WHILE_MILLIS = 5_000;
    private static final Pattern HIDDEN = Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");
    private static final Pattern CHOSEN = Pattern.compile("name=\"value\" value=\"(\\w+)\" required checked");

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

    /** Says it by the methods of the Java client; a field without one fails. */
    void java(ObjectNode item) {
        NewFeedback made = NewFeedback.of(
                item.at("/user/id").asText(), item.path("message").asText());
        item.fields().forEachRemaining(member -> {
            JsonNode value = member.getValue();
            String text = value.asText();
            switch (member.getKey()) {
                case "user" -> text(value, (name, detail) -> name.equals("id") ? made : made.user(name, detail));
                case "message" -> {}
                case "sentiment" -> made.sentiment(LoopClient.JSON.convertValue(value, Sentiment.class));
                case "rating" ->
                    made.rating(value.path("value").asInt(), value.path("of").asInt());
                case "source" -> made.source(text);
                case "tag" -> made.tag(text);
                case "tags" -> made.tags(LoopClient.JSON.convertValue(value, String[].class));
                case "plan" -> made.plan(text);
                case "status" -> made.status(LoopClient.JSON.convertValue(value, Status.class));
                case "createdAt" -> made.createdAt(Instant.parse(text));
                case "resolvedAt" -> made.resolvedAt(Instant.parse(text));
                case "ageSeconds" -> made.age(Duration.ofSeconds(value.asLong()));
                case "metadata" -> text(value, made::metadata);
                case "consent" -> made.consent(value.asBoolean());
                case "externalId" -> made.externalId(text);
                default -> throw new AssertionError("The Java client has no method for " + member.getKey());
            }
        });
        Loop client = Loop.builder()
                .apiKey(RunningLoop.SECRET_KEY)
                .baseUrl(loop.address().toString())
                .build();
        client.feedback().create(made);
    }

    private static void text(JsonNode members, BiFunction<String, String, NewFeedback> put) {
        members.fields()
                .forEachRemaining(
                        member -> put.apply(member.getKey(), member.getValue().asText()));
    }

    /** Makes a publishable key that answers one form, and returns it as the server does. */
    JsonNode formKey(String form, String source) {
        return loop.client()
                .post("/v1/keys", """
                        {"name":"Survey %1$s","scopes":["feedback:create"],"source":"%2$s","forms":["%1$s"]}
                        """.formatted(form, source))
                .expect(201)
                .json();
    }

    /** Puts a form for what is said, follows its link and sends its page. */
    void form(String name, String key, JsonNode said) {
        ObjectNode metadata = said.path("metadata").deepCopy();
        String ref = metadata.remove("ref").asText();
        metadata.remove("form");
        ObjectNode form = LoopClient.JSON
                .createObjectNode()
                .put("question", "How was it?")
                .put("kind", "stars");
        form.put("key", key).set("tags", said.path("tags"));
        form.set("metadata", metadata);
        loop.client().put("/v1/forms/" + name, form.toString()).expect(201);

        LoopClient stranger = new LoopClient(loop.address(), "");
        String link = "/f/" + name + "?value=" + said.at("/rating/value").asText() + "&ref=" + ref + "&user="
                + LoopClient.encode(said.at("/user/id").asText());
        String page = stranger.get(link).expect(200).text();
        StringBuilder sent = new StringBuilder(
                "message=" + LoopClient.encode(said.path("message").asText()));
        Matcher chosen = CHOSEN.matcher(page);
        assertThat(chosen.find()).as("the answer of the link is chosen").isTrue();
        sent.append("&value=").append(chosen.group(1));
        Matcher hidden = HIDDEN.matcher(page);
        while (hidden.find()) {
            // A person takes a while to write.
            String value = hidden.group(1).equals("opened")
                    ? Long.toString(Long.parseLong(hidden.group(2)) - A_WHILE_MILLIS)
                    : hidden.group(2);
            sent.append('&').append(hidden.group(1)).append('=').append(LoopClient.encode(value));
        }
        stranger.postBytes(
                        "/f/" + name,
                        sent.toString().getBytes(StandardCharsets.US_ASCII),
                        "application/x-www-form-urlencoded")
                .expect(303);
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
