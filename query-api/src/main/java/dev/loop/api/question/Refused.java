package dev.loop.api.question;

/**
 * A copy cannot answer; another one may.
 *
 * @param why as a sentence, for people
 * @param moving whether it may be elsewhere, or here, in a moment
 */
public record Refused<T>(String why, boolean moving) implements Answer<T> {}
