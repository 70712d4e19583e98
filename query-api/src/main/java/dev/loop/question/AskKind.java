package dev.loop.question;

import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import java.util.function.Function;

/** Every kind of {@link Ask}. Instances send one another the ordinal: add only at the end. */
public enum AskKind {
    POSITION(in -> new AskPosition()),
    OUTCOME(AskOutcome::read),
    ITEM(AskItem::read),
    KNOWN(AskKnown::read),
    LIST(AskList::read),
    TEXT_MOMENT(in -> new AskTextMoment()),
    STATISTICS(AskStatistics::read),
    SEARCH(AskSearch::read),
    FOUND(AskFound::read),
    FACETS(AskFacets::read),
    COUNT(AskCount::read),
    EXTENT(AskExtent::read),
    HEALTH(AskHealth::read),
    DELIVERY(AskDelivery::read),
    DELIVERY_BODY(AskDeliveryBody::read),
    DELIVERIES(AskDeliveries::read),
    DELIVERY_COUNT(AskDeliveryCount::read),
    ATTEMPTS(AskAttempts::read),
    ACCOUNT(AskAccount::read),
    ACCOUNTS(AskAccounts::read),
    ITEMS(AskItems::read),
    PLAN(AskPlan::read),
    NEAREST(AskNearest::read);

    private final Function<PeerReader, Ask<?>> reader;

    AskKind(Function<PeerReader, Ask<?>> reader) {
        this.reader = reader;
    }

    public static void write(Ask<?> ask, PeerWriter out) {
        out.small(ask.kind().ordinal());
        ask.write(out);
    }

    public static Ask<?> read(PeerReader in) {
        return in.oneOf(values()).reader.apply(in);
    }
}
