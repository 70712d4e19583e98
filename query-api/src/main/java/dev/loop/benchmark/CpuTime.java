package dev.loop.benchmark;

import java.lang.management.ManagementFactory;

/** Processor time. On a shared machine it is the steadier figure. */
final class CpuTime {

    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Of all threads of this process, RocksDB's and the collector's included; nanoseconds. */
    static long ofProcess() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Nanoseconds. */
    static long ofThread() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private CpuTime() {}
}
