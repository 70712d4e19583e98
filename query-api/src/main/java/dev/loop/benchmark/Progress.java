package dev.loop.benchmark;

/** Reports progress, about every other second. */
@FunctionalInterface
public interface Progress {
    void say(String what);
}
