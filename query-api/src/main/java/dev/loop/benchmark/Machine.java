package dev.loop.benchmark;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The machine of the run.
 *
 * @param loadAverage load of the last minute before the start, over all processes; negative if unknown
 */
public record Machine(String system, int processors, String java, long heapLimitBytes, double loadAverage) {

    public static Machine here() {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                Runtime.getRuntime().maxMemory(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Returns the machine in one line. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "%s, %d processors, %s, heap of at most %d MiB, load %.1f at the start",
                system,
                processors,
                java,
                heapLimitBytes >> 20,
                loadAverage);
    }
}
