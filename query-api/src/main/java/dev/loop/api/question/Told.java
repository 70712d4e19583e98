package dev.loop.api.question;

/**
 * What one copy of a partition answered.
 *
 * @param follows whether it is one that another instance writes
 */
public record Told<T>(T value, boolean follows) implements Answer<T> {}
