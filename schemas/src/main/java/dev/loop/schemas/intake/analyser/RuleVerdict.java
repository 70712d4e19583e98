package dev.loop.schemas.intake.analyser;

import dev.loop.schemas.avro.Sentiment;
import java.util.List;

/**
 * What the rules say of a message.
 *
 * @param score from -1 to 1; neutral within ±0.05
 * @param unsure whether the rules cannot read the message: it is empty, of another script or of another language
 * @param terms in the order of the message; empty where the caller did not ask for them
 */
public record RuleVerdict(Sentiment sentiment, double score, boolean unsure, List<RuleTerm> terms) {}
