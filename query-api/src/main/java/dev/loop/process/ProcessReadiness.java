package dev.loop.process;

import dev.loop.api.health.Readiness;
import dev.loop.topology.cause.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Ready when every check that counts is good; degraded when another is not. */
final class ProcessReadiness implements Readiness {

    /** @param words how it is, for people */
    record Check(boolean good, String words) {
        static Check of(boolean good, String otherwise) {
            return new Check(good, good ? "ok" : otherwise);
        }
    }

    private record Looked(boolean counts, Supplier<Check> at) {}

    private final Map<String, Looked> checks = new LinkedHashMap<>();
    private final List<Supplier<List<Cause>>> causes = new ArrayList<>();
    private volatile boolean stopping;

    ProcessReadiness needs(String name, Supplier<Check> check) {
        checks.put(name, new Looked(true, check));
        return this;
    }

    /** Told, but no reason to take nobody in. */
    ProcessReadiness tells(String name, Supplier<Check> check) {
        checks.put(name, new Looked(false, check));
        return this;
    }

    /** Each of them makes it degraded; whether it is ready, the checks say. */
    ProcessReadiness because(Supplier<List<Cause>> found) {
        causes.add(found);
        return this;
    }

    /** From now on nobody should be sent here, though what comes is still answered. */
    void stopping() {
        stopping = true;
    }

    @Override
    public State state() {
        Map<String, String> words = new TreeMap<>();
        boolean ready = !stopping;
        if (stopping) {
            words.put("process", "is stopping");
        }
        boolean degraded = false;
        for (Map.Entry<String, Looked> entry : checks.entrySet()) {
            Check check = entry.getValue().at().get();
            words.put(entry.getKey(), check.words());
            ready &= check.good() || !entry.getValue().counts();
            degraded |= !check.good();
        }
        List<Cause> why = causes.stream().flatMap(found -> found.get().stream()).toList();
        return new State(ready, degraded || !why.isEmpty(), words, why);
    }
}
