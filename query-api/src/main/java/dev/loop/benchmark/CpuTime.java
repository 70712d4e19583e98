package dev.loop.benchmark;

import java.lang.management.ManagementFactory;

/** Measures processor time, which is the steadier figure on a shared machine. */
final class CpuTime {

    private static final long TICK_NANOS = 10_000_000;

    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /**
     * Returns the processor time of all threads of this process, RocksDB's and the collector's included, in
     * nanoseconds.
     */
    static long ofProcess() {
        return SYSTEM.getProcessCpuTime();
    }

    /**
     * Returns the time since an earlier {@link #ofProcess}; at least a tick of its clock, which cannot tell less from
     * nothing.
     */
    static long since(long earlier) {
        return Math.max(TICK_NANOS, ofProcess() - earlier);
    }

    /** Returns the processor time of this thread in nanoseconds. */
    static long ofThread() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private CpuTime() {}
}
