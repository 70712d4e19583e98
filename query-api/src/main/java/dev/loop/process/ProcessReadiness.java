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

    /** Adds a check that is reported, but does not make the instance unready. */
    ProcessReadiness tells(String name, Supplier<Check> check) {
        checks.put(name, new Looked(false, check));
        return this;
    }

    /** Adds causes. Each of them makes the instance degraded; only checks decide whether it is ready. */
    ProcessReadiness because(Supplier<List<Cause>> found) {
        causes.add(found);
        return this;
    }

    /** Reports that no more requests should come here, though those that come are still answered. */
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
