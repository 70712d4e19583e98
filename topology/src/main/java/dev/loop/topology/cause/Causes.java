package dev.loop.topology.cause;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present faults of an instance. The code that finds a fault raises it, and clears it when it is over; each is
 * logged once.
 */
public final class Causes {

    private static final Logger LOG = LoggerFactory.getLogger(Causes.class);

    private final Map<String, Cause> raised = new ConcurrentSkipListMap<>();

    /** @param name identifies the fault; the same name again replaces the earlier cause */
    public void raise(String name, Cause cause) {
        if (!cause.equals(raised.put(name, cause))) {
            LOG.error("{} {}", cause.what(), cause.remedy());
        }
    }

    public void clear(String name) {
        Optional.ofNullable(raised.remove(name)).ifPresent(cause -> LOG.info("Over: {}", cause.what()));
    }

    public boolean has(String name) {
        return raised.containsKey(name);
    }

    /** Returns all causes, in the order of their names. */
    public List<Cause> all() {
        return List.copyOf(raised.values());
    }
}
