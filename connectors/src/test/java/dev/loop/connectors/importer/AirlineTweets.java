package dev.loop.connectors.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Files of feedback with what an independent program counts in them: real ones, not part of the project, or its own sample. */
public final class AirlineTweets {

    /** The example of the README, word for word. */
    static final MappingOptions MAPPING = new MappingOptions(
            List.of(
                    "externalId=tweet_id",
                    "user.id=name",
                    "message=text",
                    "sentiment=airline_sentiment",
                    "tag=negativereason",
                    "plan=airline",
                    "createdAt=tweet_created"),
            List.of("source=twitter"),
            List.of(),
            MappingOptions.Times.FOUND_OUT,
            Optional.empty(),
            false);

    /** The file of feedback in a directory. */
    static Path in(Path directory) {
        Path sample = directory.resolve("feedback.csv");
        return Files.exists(sample) ? sample : directory.resolve("airline-tweets.csv");
    }

    /** The directory of reference data, or the project's own sample where there is none. */
    public static Path directory() {
        String named = System.getenv("LOOP_SHARED_DATA");
        if (named != null) {
            return Path.of(named);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path data = at.resolve("../shared/data").normalize();
            if (Files.isDirectory(data)) {
                return data;
            }
        }
        return Path.of("src", "test", "resources", "sample");
    }

    private AirlineTweets() {}
}
