package dev.loop.connectors.analyst;

import dev.loop.schemas.intake.analyser.RuleNumbers;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.intake.analyser.SentimentRules;

/** The numbers of Loop's own rules. */
public final class LexiconNumbers implements RulesNumbers {

    @Override
    public String version() {
        return SentimentRules.VERSION;
    }

    @Override
    public Read read(String message) {
        RuleVerdict verdict = SentimentRules.SHIPPED.explain(message);
        return new Read(verdict.sentiment(), RuleNumbers.of(verdict, message));
    }
}
