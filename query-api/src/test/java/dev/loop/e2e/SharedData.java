package dev.loop.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of feedback, and what a program that has nothing of ours counts in it. Where there is a directory of reference
 * data, thousands of real rows from there; otherwise the two hundred invented ones of the project.
 */
record SharedData(Path file, JsonNode expected) {

    /** The plan that the counted table of one plan is of, where the counts do not name it. */
    private static final String USUAL_PLAN = "US Airways";

    static SharedData find() {
        String named = System.getenv("LOOP_SHARED_DATA");
        if (named != null) {
            return outside(Path.of(named));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path data = at.resolve("../shared/data").normalize();
            if (Files.isDirectory(data)) {
                return outside(data);
            }
        }
        Path sample = Path.of("..", "connectors", "src", "test", "resources", "sample");
        return of(sample.resolve("feedback.csv"), sample);
    }

    private static SharedData outside(Path directory) {
        return of(directory.resolve("airline-tweets.csv"), directory);
    }

    private static SharedData of(Path file, Path directory) {
        System.out.println("Feedback of " + file);
        try {
            return new SharedData(
                    file,
                    LoopClient.JSON.readTree(directory.resolve("expected.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int rows() {
        return expected.path("rows").asInt();
    }

    int items() {
        return expected.path("items").asInt();
    }

    static String plan(JsonNode expected) {
        return expected.path("plan").asText(USUAL_PLAN);
    }

    static JsonNode byTagForPlan(JsonNode expected) {
        return expected.path(expected.has("plan") ? "byTagForPlan" : "byTagForPlanUSAirways");
    }
}
