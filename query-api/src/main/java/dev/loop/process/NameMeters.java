package dev.loop.process;

import dev.loop.connectors.log.ControlTable;
import dev.loop.question.GroupMemory;
import dev.loop.topology.run.FeedbackStreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Measures the memory that names take. */
final class NameMeters {

    static void bind(MeterRegistry meters, GroupMemory groups, FeedbackStreams streams) {
        Gauge.builder("loop.groups.held", groups, GroupMemory::held)
                .description("groups that large questions hold in memory now")
                .register(meters);
        Gauge.builder("loop.groups.most", groups, GroupMemory::most)
                .description("groups that they may hold together")
                .register(meters);
        FunctionCounter.builder("loop.names.other", streams.refusals(), refusals -> refusals.others())
                .description("items kept under the other name, since a partition has as many combinations as it takes")
                .register(meters);
    }

    /** Measures the size of a table that is in memory whole. */
    static void table(MeterRegistry meters, String name, ControlTable<?> table) {
        Gauge.builder("loop.table.entries", table, one -> one.all().size())
                .description("entries of a table that is in memory whole")
                .tag("table", name)
                .register(meters);
    }

    private NameMeters() {}
}
