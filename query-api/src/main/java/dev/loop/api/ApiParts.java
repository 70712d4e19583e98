package dev.loop.api;

import dev.loop.analysis.trend.TrendBook;
import dev.loop.api.account.AccountLog;
import dev.loop.api.agreement.AgreementBook;
import dev.loop.api.feedback.TextMeaning;
import dev.loop.api.form.FormBook;
import dev.loop.api.health.Readiness;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.KeyBook;
import dev.loop.api.key.KeyRing;
import dev.loop.api.live.LiveFeed;
import dev.loop.api.masking.MaskingBook;
import dev.loop.api.release.ReleaseBook;
import dev.loop.api.sink.SinkBoard;
import dev.loop.api.tagrule.TagRuleBook;
import dev.loop.api.theme.ThemeBook;
import dev.loop.api.user.UserSecrets;
import dev.loop.api.view.ViewBook;
import dev.loop.api.webhook.WebhookParts;
import dev.loop.api.word.WordBook;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.SuspectLog;
import dev.loop.history.ChangeLog;
import dev.loop.history.DeadLetterLog;
import dev.loop.history.EventLog;
import dev.loop.question.Questions;
import dev.loop.question.cluster.Instance;
import dev.loop.question.cluster.OtherInstances;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.Retention;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The parts that the API uses and does not close.
 *
 * @param commands reads the values of the topic of commands
 * @param suspects keeps items that may be spam
 * @param others empty for the only instance
 * @param meanings reads texts that are searched for
 */
public record ApiParts(
        Questions questions,
        CommandLog log,
        AccountLog accounts,
        ReleaseBook releases,
        WebhookParts webhooks,
        EventLog events,
        ChangeLog changes,
        LiveFeed live,
        DeadLetterLog deadLetters,
        Deserializer<FeedbackCommand> commands,
        TrendBook trends,
        ThemeBook themes,
        ViewBook views,
        FormBook forms,
        TagRuleBook tagRules,
        ModelBook models,
        AgreementBook agreement,
        KeyRing keys,
        KeyBook keyBook,
        BrowserSessions sessions,
        UserSecrets users,
        MaskingBook masking,
        WordBook words,
        SuspectLog suspects,
        Readiness readiness,
        PrometheusMeterRegistry meters,
        SinkBoard sinks,
        Supplier<List<Instance>> instances,
        Optional<OtherInstances> others,
        Retention retention,
        TextMeaning meanings,
        Clock clock) {}
