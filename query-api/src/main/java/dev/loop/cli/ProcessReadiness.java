package dev.loop.cli;

import dev.loop.api.command.KafkaCommandLog;
import dev.loop.api.health.Readiness;
import dev.loop.broker.WriteGate;
import dev.loop.topology.FeedbackStreams;
import java.util.Map;
import java.util.TreeMap;

/** Ready: every partition is here and restored, Kafka acknowledges, and the disk has room. */
final class ProcessReadiness implements Readiness {

    private final FeedbackStreams streams;
    private final KafkaCommandLog log;
    private final WriteGate gate;

    ProcessReadiness(FeedbackStreams streams, KafkaCommandLog log, WriteGate gate) {
        this.streams = streams;
        this.log = log;
        this.gate = gate;
    }

    @Override
    public State state() {
        Map<String, String> checks = new TreeMap<>();
        int here = streams.activePartitions().size();
        checks.put("partitions", here + " of " + streams.partitions());
        checks.put("streams", streams.state().name().toLowerCase(java.util.Locale.ROOT));
        checks.put("kafka", log.healthy() ? "ok" : "does not acknowledge writes");
        checks.put("intake", gate.refusal().orElse("ok"));
        return new State(here == streams.partitions() && log.healthy() && gate.writable(), checks);
    }
}
