package dev.loop.schemas.intake.analyser;

import java.util.List;

/**
 * A word or a phrase of a message that speaks for or against.
 *
 * @param from the place of its first character in the message, in UTF-16 units
 * @param to the place behind its last one
 * @param term as the rules know it, in small letters
 * @param value what it adds to the verdict, after everything around it
 * @param because what gave its value, or changed it: {@code own word}, {@code negated}, {@code intensified},
 *     {@code weakened}, {@code capitals}, {@code before but}, {@code after but}
 */
public record RuleTerm(int from, int to, String term, double value, List<String> because) {}
