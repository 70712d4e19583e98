package dev.loop.demo;

import dev.loop.schemas.avro.Sentiment;
import java.util.List;

/** The made-up product: its features and how people feel about them, its plans, and where people speak. */
final class DemoProduct {

    /**
     * @param tag also the name of its phrases
     * @param feelings chances of positive, neutral, negative, in the order of the enum
     */
    record Feature(String tag, Weights feelings) {
        Feature(String tag, double positive, double neutral, double negative) {
            this(tag, new Weights(positive, neutral, negative));
        }
    }

    /** The feature that a release breaks. */
    static final Feature EXPORTS = new Feature("exports", 30, 28, 42);

    /** The features, the most talked about first. */
    private static final List<Feature> FEATURES = List.of(
            new Feature("dashboards", 52, 23, 25),
            EXPORTS,
            new Feature("mobile-app", 35, 20, 45),
            new Feature("integrations", 40, 35, 25),
            new Feature("search", 30, 25, 45),
            new Feature("notifications", 30, 30, 40),
            new Feature("editor", 58, 20, 22),
            new Feature("permissions", 22, 33, 45),
            new Feature("billing", 18, 32, 50),
            new Feature("api", 45, 30, 25),
            new Feature("performance", 35, 12, 53),
            new Feature("onboarding", 50, 28, 22));

    /** Feedback about the product as a whole. */
    static final Feature NO_FEATURE = new Feature("", 60, 20, 20);

    private static final List<String> PLANS = List.of("free", "pro", "scale", "enterprise");
    private static final List<String> SOURCES =
            List.of("in-app-widget", "zendesk", "email", "intercom", "app-store", "survey");
    private static final Sentiment[] SENTIMENTS = {Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE};

    static Sentiment sentiment(int index) {
        return SENTIMENTS[index];
    }

    static Feature feature(int index) {
        return FEATURES.get(index % FEATURES.size());
    }

    static String[] tags(int count) {
        return named(count, FEATURES.stream().map(Feature::tag).toList());
    }

    static String[] plans(int count) {
        return named(count, PLANS);
    }

    static String[] sources(int count) {
        return named(count, SOURCES);
    }

    /** Returns names; beyond the given ones, the same again with a number. */
    private static String[] named(int count, List<String> names) {
        String[] all = new String[count];
        for (int i = 0; i < count; i++) {
            int round = i / names.size();
            all[i] = names.get(i % names.size()) + (round == 0 ? "" : "-" + (round + 1));
        }
        return all;
    }

    private DemoProduct() {}
}
