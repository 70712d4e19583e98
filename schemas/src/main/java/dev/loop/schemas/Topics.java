package dev.loop.schemas;

import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Agreement;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Form;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LlmUsage;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.avro.ProjectEvent;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.avro.SavedView;
import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.avro.TagRun;
import dev.loop.schemas.avro.Theme;
import dev.loop.schemas.avro.ThemeCommand;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookCommand;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Every topic, in the order of the flow. No topic name is written anywhere else. */
public final class Topics {

    static {
        TrustedRecords.install();
    }

    /**
     * Requests to create, update or erase an item. A command is kept until the topology has applied it, and a week
     * longer.
     */
    public static final Topic<FeedbackCommand> FEEDBACK_COMMANDS =
            new Topic<>("feedback-commands", Optional.of(FeedbackCommand.class), Topic.Kind.LOG, Optional.empty());

    /** The current items; a tombstone on erasure. */
    public static final Topic<Feedback> FEEDBACK =
            new Topic<>("feedback", Optional.of(Feedback.class), Topic.Kind.TABLE, Optional.empty());

    /** Every change of an item, kept for 90 days: erased content has left this topic too by then. */
    public static final Topic<FeedbackChange> FEEDBACK_EVENTS = new Topic<>(
            "feedback-events", Optional.of(FeedbackChange.class), Topic.Kind.LOG, Optional.of(Duration.ofDays(90)));

    /**
     * The items that have a vector, keyed {@code project/id}, all of a project in one partition, since what a project's
     * items have in common is found by one task; a tombstone on erasure.
     */
    public static final Topic<Feedback> FEEDBACK_VECTORS =
            new Topic<>("feedback-vectors", Optional.of(Feedback.class), Topic.Kind.TABLE, Optional.empty());

    /**
     * What people and authors say of sentiments, keyed {@code project/item}, all of a project in one partition, since one
     * task learns from them; a tombstone where the item is gone.
     */
    public static final Topic<Label> LABELS =
            new Topic<>("labels", Optional.of(Label.class), Topic.Kind.TABLE, Optional.empty());

    /** Models of sentiment that were learnt from labels, and which of them judges. */
    public static final Topic<ModelEntry> MODELS =
            new Topic<>("models", Optional.of(ModelEntry.class), Topic.Kind.CONTROL, Optional.empty());

    /** How often people agree with the machine, keyed by project. */
    public static final Topic<Agreement> AGREEMENT =
            new Topic<>("agreement", Optional.of(Agreement.class), Topic.Kind.CONTROL, Optional.empty());

    /** What was asked of a language model, keyed {@code project/month/copy}: the copies of a project and month add up. */
    public static final Topic<LlmUsage> LLM_USAGE =
            new Topic<>("llm-usage", Optional.of(LlmUsage.class), Topic.Kind.CONTROL, Optional.empty());

    /** Wishes of people about themes, keyed by project. A wish is kept until it is done, and a week longer. */
    public static final Topic<ThemeCommand> THEME_COMMANDS =
            new Topic<>("theme-commands", Optional.of(ThemeCommand.class), Topic.Kind.LOG, Optional.empty());

    /** Themes as they stand, keyed {@code project/id}: what an instance needs to answer. */
    public static final Topic<Theme> THEMES =
            new Topic<>("themes", Optional.of(Theme.class), Topic.Kind.CONTROL, Optional.empty());

    /** Accounts, keyed {@code project/id}. */
    public static final Topic<Account> ACCOUNTS =
            new Topic<>("accounts", Optional.of(Account.class), Topic.Kind.CONTROL, Optional.empty());

    /** Releases of the product, keyed {@code project/version}. */
    public static final Topic<Release> RELEASES =
            new Topic<>("releases", Optional.of(Release.class), Topic.Kind.CONTROL, Optional.empty());

    /** Saved pages of the dashboard, keyed {@code project/name}. */
    public static final Topic<SavedView> VIEWS =
            new Topic<>("views", Optional.of(SavedView.class), Topic.Kind.CONTROL, Optional.empty());

    /** Surveys, keyed {@code project/name}. */
    public static final Topic<Form> FORMS =
            new Topic<>("forms", Optional.of(Form.class), Topic.Kind.CONTROL, Optional.empty());

    /** Rules that give tags, keyed {@code project/name}. */
    public static final Topic<TagRule> TAG_RULES =
            new Topic<>("tag-rules", Optional.of(TagRule.class), Topic.Kind.CONTROL, Optional.empty());

    /** Replays of tag rules and their progress, keyed {@code project/rule/id}. */
    public static final Topic<TagRun> TAG_RUNS =
            new Topic<>("tag-runs", Optional.of(TagRun.class), Topic.Kind.CONTROL, Optional.empty());

    /** Webhook endpoints, keyed {@code project/id}. */
    public static final Topic<WebhookEndpoint> WEBHOOK_ENDPOINTS =
            new Topic<>("webhook-endpoints", Optional.of(WebhookEndpoint.class), Topic.Kind.CONTROL, Optional.empty());

    /**
     * One event for one endpoint, and replays. A command is kept until the topology has applied it, and a week longer.
     */
    public static final Topic<WebhookCommand> WEBHOOK_COMMANDS =
            new Topic<>("webhook-commands", Optional.of(WebhookCommand.class), Topic.Kind.LOG, Optional.empty());

    /** Requests that are due. A request is kept until it was sent, and a week longer. */
    public static final Topic<WebhookDispatch> WEBHOOK_DISPATCH =
            new Topic<>("webhook-dispatch", Optional.of(WebhookDispatch.class), Topic.Kind.LOG, Optional.empty());

    /** Outcomes of requests. An outcome is kept until the topology has seen it, and 30 days longer. */
    public static final Topic<WebhookAttempt> WEBHOOK_ATTEMPTS =
            new Topic<>("webhook-attempts", Optional.of(WebhookAttempt.class), Topic.Kind.LOG, Optional.empty());
    /** Spikes of negative items, keyed {@code project/id}: each record tells that one opened, changed or closed. */
    public static final Topic<Trend> TRENDS =
            new Topic<>("trends", Optional.of(Trend.class), Topic.Kind.CONTROL, Optional.empty());

    /**
     * Events of projects that are about no item, keyed by project: few, and in one partition, so that they have one
     * order. They are kept as long as {@link #FEEDBACK_EVENTS}.
     */
    public static final Topic<ProjectEvent> PROJECT_EVENTS = new Topic<>(
            "project-events", Optional.of(ProjectEvent.class), Topic.Kind.SIDE, FEEDBACK_EVENTS.retention());

    /** Tenants, their keys and subscriptions, keyed by id. */
    public static final Topic<Project> PROJECTS =
            new Topic<>("projects", Optional.of(Project.class), Topic.Kind.CONTROL, Optional.empty());

    /** The schema registry's log, in the format of Confluent's registry, which could take the topic over. */
    public static final Topic<SpecificRecord> SCHEMAS =
            new Topic<>("_schemas", Optional.empty(), Topic.Kind.CONTROL, Optional.empty());

    /** Refused records: the raw bytes as value, the reason and the origin as headers. */
    public static final Topic<SpecificRecord> DEAD_LETTERS =
            new Topic<>("dead-letters", Optional.empty(), Topic.Kind.SIDE, Optional.of(Duration.ofDays(90)));

    private static final List<Topic<?>> ALL = List.of(
            FEEDBACK_COMMANDS,
            FEEDBACK,
            FEEDBACK_EVENTS,
            FEEDBACK_VECTORS,
            LABELS,
            MODELS,
            AGREEMENT,
            LLM_USAGE,
            THEME_COMMANDS,
            THEMES,
            PROJECT_EVENTS,
            WEBHOOK_COMMANDS,
            WEBHOOK_DISPATCH,
            WEBHOOK_ATTEMPTS,
            WEBHOOK_ENDPOINTS,
            ACCOUNTS,
            RELEASES,
            TRENDS,
            VIEWS,
            FORMS,
            TAG_RULES,
            TAG_RUNS,
            PROJECTS,
            SCHEMAS,
            DEAD_LETTERS);

    public static List<Topic<?>> all() {
        return ALL;
    }

    private Topics() {}
}
