package dev.loop.benchmark;

/** Reports progress, about every other second. */
@FunctionalInterface
public interface ProgressReporter {
    void say(String what);
}
