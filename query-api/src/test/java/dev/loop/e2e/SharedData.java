package dev.loop.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The reference data, which is not part of the project. */
final class SharedData {

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

    private SharedData() {}
}
