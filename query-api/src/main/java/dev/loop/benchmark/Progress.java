package dev.loop.benchmark;

/** Is told what is being done, about every other second. */
@FunctionalInterface
public interface Progress {
    void say(String what);
}
