package dev.loop.question;

/**
 * The answer of one copy of a partition.
 *
 * @param follows whether another instance writes the partition
 */
public record Told<T>(T value, boolean follows) implements Answer<T> {}
