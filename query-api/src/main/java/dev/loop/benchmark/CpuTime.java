package dev.loop.benchmark;

import java.lang.management.ManagementFactory;

/** Processor time. On a shared machine it is the steadier figure. */
final class CpuTime {

    private static final long TICK_NANOS = 10_000_000;

    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Of all threads of this process, RocksDB's and the collector's included; nanoseconds. */
    static long ofProcess() {
        return SYSTEM.getProcessCpuTime();
    }

    /** What passed since an earlier {@link #ofProcess}; at least a tick of its clock, since it cannot tell less from nothing. */
    static long since(long earlier) {
        return Math.max(TICK_NANOS, ofProcess() - earlier);
    }

    /** Nanoseconds. */
    static long ofThread() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private CpuTime() {}
}
