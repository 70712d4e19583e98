package dev.loop.connectors.importer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The reference data, which is not part of the project. */
final class AirlineTweets {

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

    /** A file of it; skips the test loudly where there is none. */
    static Path find(String name) {
        Optional<Path> found = directory().map(data -> data.resolve(name)).filter(Files::exists);
        if (found.isEmpty()) {
            System.err.println("SKIPPED: no " + name + " in ../shared/data nor in LOOP_SHARED_DATA");
        }
        Assumptions.assumeTrue(found.isPresent(), "no reference data");
        return found.get();
    }

    private static Optional<Path> directory() {
        String named = System.getenv("LOOP_SHARED_DATA");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path data = at.resolve("../shared/data").normalize();
            if (Files.isDirectory(data)) {
                return Optional.of(data);
            }
        }
        return Optional.empty();
    }

    private AirlineTweets() {}
}
