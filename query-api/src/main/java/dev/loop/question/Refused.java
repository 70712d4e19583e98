package dev.loop.question;

/**
 * A copy cannot answer; another may.
 *
 * @param why a sentence for people
 * @param moving whether the partition may be elsewhere, or here, in a moment
 */
public record Refused<T>(String why, boolean moving) implements Answer<T> {}
